package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.spec.alarm.Alarm;
import java.util.List;
import java.util.Optional;

/// What came of a [CheckQuestion].
public sealed interface CheckAnswer permits CheckAnswer.Names, CheckAnswer.FileBytes, Look {
  /// A name below a directory.
  ///
  /// @param length bytes of a file
  record Name(String name, boolean directory, long length) {}

  /// What a directory holds, in order of names.
  ///
  /// @param trouble why it could not be listed
  record Names(List<Name> names, Optional<Alarm> trouble) implements CheckAnswer {
    public Names {
      names = List.copyOf(names);
    }
  }

  /// A file.
  ///
  /// @param bytes empty where there is no such file or it could not be read whole
  /// @param trouble why it could not be read whole
  record FileBytes(Optional<ByteSlice> bytes, Optional<Alarm> trouble) implements CheckAnswer {}
}
