package dura.codec.erasure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The parity of the outer code over the objects of a group, computed while they go by.
///
/// The code has the nominal `k` however many members there will be: places left empty are shards of
/// zeros, and so is what a member lacks to the length of the longest. Memory holds the `m` parity
/// objects only. See format-spec/50-erasure.md.
public final class GroupParity {
  private final GeneratorMatrix matrix;
  private final CodingLoop loop = CodingLoop.preferred();
  private final int[] memberLengths;
  private final byte[][] parity;
  private int length;

  private GroupParity(GeneratorMatrix matrix) {
    this.matrix = matrix;
    this.memberLengths = new int[matrix.dataShards()];
    this.parity = new byte[matrix.parityShards()][0];
  }

  /// The parity of a group without members so far.
  ///
  /// @param members the nominal `k >= 1`: places for members
  /// @param parityObjects `m >= 0`
  /// @throws IllegalArgumentException if there is no such code
  public static GroupParity of(int members, int parityObjects) {
    return new GroupParity(GeneratorMatrix.of(members, parityObjects));
  }

  /// Adds the next bytes of a member. Members may take turns.
  ///
  /// @param member the place of the member, from 0
  /// @throws IndexOutOfBoundsException if there is no such place
  /// @throws ArithmeticException if a member gets longer than an array can be
  public void append(int member, Shard piece) {
    int from = memberLengths[member];
    int to = Math.addExact(from, piece.length());
    grow(to);
    List<Shard> outputs = new ArrayList<>(parity.length);
    byte[][] column = new byte[parity.length][1];
    for (int row = 0; row < parity.length; row++) {
      outputs.add(Shard.of(parity[row], from, piece.length()));
      column[row][0] = matrix.coefficient(row, member);
    }
    loop.multiplyAdd(column, List.of(piece), outputs);
    memberLengths[member] = to;
  }

  private void grow(int newLength) {
    length = Math.max(length, newLength);
    for (int row = 0; row < parity.length; row++) {
      if (parity[row].length < length) {
        int capacity = (int) Math.min(length + (long) length / 8, Integer.MAX_VALUE - 8L);
        parity[row] = Arrays.copyOf(parity[row], Math.max(length, capacity));
      }
    }
  }

  /// Bytes of every parity object: the length of the longest member so far.
  public int length() {
    return length;
  }

  /// Bytes of a member so far; 0 for a place left empty.
  public int memberLength(int member) {
    return memberLengths[member];
  }

  /// Parity object `index`, from 0, over what was appended so far. The window sees what is appended
  /// afterwards only as long as [#length()] does not grow.
  ///
  /// @throws IndexOutOfBoundsException if there is no such parity object
  public Shard parity(int index) {
    return Shard.of(parity[index], 0, length);
  }
}
