package dura.band.machine;

import dura.band.machine.CheckAnswer.FileBytes;
import dura.band.machine.CheckAnswer.Name;
import dura.band.machine.CheckQuestion.WholeFile;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.RootFile;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files in the root of an archive: those for people against their masters, and those that belong
/// to nothing (format-spec/80-archive.md).
final class RootCheck {
  /// Where repaired objects are put, in places that cannot replace.
  static final String REPAIR = "repair";

  /// A folder that file systems make by themselves.
  private static final String LOST_AND_FOUND = "lost+found";

  private RootCheck() {}

  /// The convenience files that must be there, with their bytes.
  static Map<String, ByteSlice> masters(Optional<HeaderCheck.Known> known) {
    var masters = new LinkedHashMap<String, ByteSlice>();
    for (RootFile file : RootFile.values()) {
      masters.put(file.fileName(), ByteSlice.of(file.master()));
    }
    known.flatMap(header -> header.header().secretKey())
        .ifPresent(key -> masters.put(RootFile.KEY, ByteSlice.utf8(key.armored())));
    return masters;
  }

  static List<CheckQuestion> questions(Map<String, ByteSlice> masters) {
    var questions = new ArrayList<CheckQuestion>();
    masters.forEach((path, bytes) -> questions.add(new WholeFile(path, bytes.length() + 1)));
    return questions;
  }

  /// Says which of the files are not as they must be.
  ///
  /// @param files answers in the order of `masters`
  static void judge(Map<String, ByteSlice> masters, List<FileBytes> files, CheckLedger ledger) {
    int at = 0;
    for (Map.Entry<String, ByteSlice> master : masters.entrySet()) {
      FileBytes file = files.get(at++);
      if (file.bytes().equals(Optional.of(master.getValue()))) {
        continue;
      }
      boolean denied = file.trouble()
          .filter(alarm -> alarm.code() == AlarmCode.OBJECT_DENIED)
          .isPresent();
      boolean missing = file.bytes().isEmpty() && file.trouble().isEmpty();
      Alarm alarm = file.trouble()
          .orElse(Alarm.of(missing ? AlarmCode.ROOT_FILE_MISSING : AlarmCode.ROOT_FILE_ALTERED,
              master.getKey()));
      ledger.found(master.getKey(), List.of(alarm),
          denied ? Finding.Outcome.DENIED : Finding.Outcome.REPAIRABLE);
      if (!denied) {
        ledger.actions.add(new RepairAction.Write(master.getKey(), master.getValue(),
            Optional.empty(), RepairAction.Over.ANYTHING));
      }
    }
  }

  /// Names what has no place in the root.
  ///
  /// @param known whether the header is, so that it is clear what key.asc must be
  static void unexpected(List<Name> root, Map<String, ByteSlice> masters, boolean known,
      CheckLedger ledger) {
    for (Name name : root) {
      boolean expected = name.directory()
          ? name.name().equals(REPAIR) || name.name().equals(LOST_AND_FOUND)
              || BandName.parse(name.name()).isPresent()
          : masters.containsKey(name.name()) || ObjectId.ARCHIVE.paths().contains(name.name())
              || !known && name.name().equals(RootFile.KEY);
      if (!expected) {
        ledger.notice(Alarm.of(AlarmCode.UNEXPECTED_FILE, name.name()));
      }
    }
  }
}
