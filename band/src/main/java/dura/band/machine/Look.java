package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.proto.ObjectHead;
import dura.spec.alarm.Alarm;
import java.util.List;
import java.util.Optional;

/// What was seen of an object.
///
/// @param standing how it stands
/// @param alarms what was noticed
/// @param head where it was asked for and can be had, without the CRCs of its cells
/// @param payload where it was asked for and can be had; repaired if need be
/// @param contents what is wrong with what its bytes mean, whole or repaired as they are
public record Look(Standing standing, List<Alarm> alarms, Optional<ObjectHead> head,
    Optional<ByteSlice> payload, List<Alarm> contents) implements CheckAnswer {
  public Look {
    alarms = List.copyOf(alarms);
    contents = List.copyOf(contents);
  }

  /// A look that did not go as deep as contents.
  public Look(Standing standing, List<Alarm> alarms, Optional<ObjectHead> head,
      Optional<ByteSlice> payload) {
    this(standing, alarms, head, payload, List.of());
  }

  /// The same look, with what is wrong with the contents.
  public Look withContents(List<Alarm> wrong) {
    return new Look(standing, alarms, head, payload, wrong);
  }

  /// The object SHA-256 that the object has, or has once the inner code repaired it.
  public Optional<ByteSlice> ownSha256() {
    return switch (standing) {
      case Standing.Intact intact -> intact.sha256();
      case Standing.Mendable mendable -> Optional.of(mendable.sha256());
      default -> Optional.empty();
    };
  }

  /// Whether nothing is wrong with it.
  public boolean isIntact() {
    return standing instanceof Standing.Intact;
  }
}
