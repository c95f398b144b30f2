package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.Expectation;
import dura.spec.ObjectId;
import java.util.Optional;

/// An object, whole or nearly so, that stands under another's name.
///
/// @param path where it stands
/// @param id which object it is, as its head says
/// @param sha256 its object SHA-256; once its inner code repaired it, where it has to
public record Stray(String path, ObjectId id, ByteSlice sha256) {
  /// Removes what a repair puts aside of it, once it stands in its own place.
  RepairAction.Discard discard(Optional<ByteSlice> archiveId) {
    return new RepairAction.Discard(new Expectation(id.path(), archiveId, Optional.of(id)),
        RootCheck.REPAIR + "/" + id.path(), sha256);
  }
}
