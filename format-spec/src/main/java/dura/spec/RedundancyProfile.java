package dura.spec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How much redundancy an archive carries: the sizes of the inner and the outer code.
///
/// See format-spec/50-erasure.md, whose tables these are.
public enum RedundancyProfile {
  /// Checksums only: damage is found, nothing is repaired.
  NONE,
  /// About half of [#STANDARD].
  LEAN,
  /// What an archive has unless told otherwise.
  STANDARD,
  /// About twice [#STANDARD].
  STRONG;

  /// The largest number of data shards a writer gives a stripe of the inner code.
  public static final int MAX_DATA_SHARDS = 224;

  /// Bytes of a cell in payloads of [#SMALL_PAYLOAD_LIMIT] bytes and more.
  public static final int CELL_SIZE = 4096;

  /// Bytes of a cell in payloads below [#SMALL_PAYLOAD_LIMIT].
  public static final int SMALL_CELL_SIZE = 512;

  /// The length in bytes from which on a payload has cells of [#CELL_SIZE].
  public static final int SMALL_PAYLOAD_LIMIT = 32_768;

  /// The places of a group of the outer code.
  ///
  /// @param members the nominal k: how many members a full group has
  /// @param parityObjects m: how many objects of the group may be lost
  public record GroupShape(int members, int parityObjects) {}

  /// The groups of blocks.
  public GroupShape dataGroup() {
    return switch (this) {
      case NONE -> new GroupShape(48, 0);
      case LEAN -> new GroupShape(48, 1);
      case STANDARD -> new GroupShape(48, 2);
      case STRONG -> new GroupShape(32, 4);
    };
  }

  /// The groups of index objects.
  public GroupShape indexGroup() {
    return switch (this) {
      case NONE -> new GroupShape(16, 0);
      case LEAN -> new GroupShape(16, 2);
      case STANDARD -> new GroupShape(16, 3);
      case STRONG -> new GroupShape(16, 4);
    };
  }

  /// The number m of parity shards in a stripe of `dataShards` shards with cells of 4096 bytes.
  ///
  /// @param dataShards k, from 1 to [#MAX_DATA_SHARDS]
  public int parityShards(int dataShards) {
    return switch (this) {
      case NONE -> 0;
      case LEAN -> Math.max(2, Math.ceilDiv(standardParityShards(dataShards), 2));
      case STANDARD -> standardParityShards(dataShards);
      case STRONG -> 2 * standardParityShards(dataShards);
    };
  }

  private static int standardParityShards(int dataShards) {
    return switch (dataShards) {
      case 1 -> 2;
      case 2, 3 -> 3;
      default -> Math.min(16, 3 + Math.ceilDiv(dataShards, 16));
    };
  }

  /// The number m of parity shards in a stripe of `dataShards` shards with cells of 512 bytes: a
  /// multiple of 8, so that parity fills whole sectors.
  ///
  /// @param dataShards k, from 1 to 64
  public int smallParityShards(int dataShards) {
    boolean few = dataShards <= 8;
    return switch (this) {
      case NONE -> 0;
      case LEAN -> 8;
      case STANDARD -> few ? 8 : 16;
      case STRONG -> few ? 16 : 24;
    };
  }

  /// The name as an archive header and the command line have it.
  public String headerName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The profile with this [#headerName()], if there is one.
  public static Optional<RedundancyProfile> ofHeaderName(String name) {
    return Arrays.stream(values()).filter(profile -> profile.headerName().equals(name)).findFirst();
  }
}
