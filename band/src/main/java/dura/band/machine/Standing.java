package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.spec.ObjectId;
import java.util.Optional;

/// How things stand with the file at an object's path.
public sealed interface Standing {
  /// Nothing is there.
  record Missing() implements Standing {}

  /// The object, as it was written as far as was looked.
  ///
  /// @param sha256 object SHA-256; empty where the bytes were not all read
  record Intact(Optional<ByteSlice> sha256) implements Standing {}

  /// The object, damaged within what the inner code repairs.
  ///
  /// @param sha256 object SHA-256 of what the repair gives
  record Mendable(ByteSlice sha256) implements Standing {}

  /// Another object.
  ///
  /// @param found which
  /// @param sha256 its object SHA-256 where it is an object of this archive, whole or repaired by its inner
  ///     code
  record Misplaced(ObjectId found, Optional<ByteSlice> sha256) implements Standing {}

  /// Damaged beyond what it can repair by itself.
  record Damaged() implements Standing {}

  /// The system does not let it be read: nothing is known of it.
  record Denied() implements Standing {}
}
