package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.spec.alarm.Alarm;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What came of a [CheckQuestion].
public sealed interface CheckAnswer
    permits CheckAnswer.Names, CheckAnswer.FileBytes, CheckAnswer.Recreatable, Look {
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

  /// Objects of a group that can be made whole.
  ///
  /// @param places of those that were asked about
  record Recreatable(Set<Integer> places) implements CheckAnswer {
    public Recreatable {
      places = Set.copyOf(places);
    }
  }
}
