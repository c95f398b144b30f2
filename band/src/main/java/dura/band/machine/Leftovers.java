package dura.band.machine;

import dura.band.machine.CheckAnswer.FileBytes;
import dura.band.machine.CheckAnswer.Name;
import dura.band.machine.CheckQuestion.Keep;
import dura.band.machine.CheckQuestion.ObjectAt;
import dura.band.machine.CheckQuestion.WholeFile;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.pipeline.Expectation;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What stands below `repair/` in a place that can replace, though what it was put aside for is whole:
/// an interrupted repair left it, or the archive was in a place that cannot.
final class Leftovers {
  private Leftovers() {}

  /// Two questions for each file: about what it was put aside for, and about itself.
  ///
  /// @param listed files below `repair/`
  static List<CheckQuestion> questions(Optional<ByteSlice> archiveId, List<Name> listed) {
    var questions = new ArrayList<CheckQuestion>();
    for (Name name : listed) {
      String aside = RootCheck.REPAIR + "/" + name.name();
      Optional<ObjectId> id = ObjectId.ofPath(name.name());
      for (String path : List.of(name.name(), aside)) {
        questions.add(id.isPresent()
            ? new ObjectAt(new Expectation(path, archiveId, id), Optional.empty(),
                CheckDepth.FULL, Keep.NOTHING)
            : new WholeFile(path, Limits.MAX_OBJECT_BYTES));
      }
    }
    return questions;
  }

  /// Says what is of no use any more, and has it removed.
  ///
  /// @param planned actions so far: what they take from below `repair/` they remove themselves
  static void judge(List<CheckQuestion> questions, List<CheckAnswer> answers,
      List<RepairAction> planned, CheckLedger ledger) {
    Set<String> removed = planned.stream()
        .filter(RepairAction.Discard.class::isInstance)
        .map(action -> ((RepairAction.Discard) action).aside())
        .collect(Collectors.toSet());
    for (int at = 0; at < answers.size(); at += 2) {
      String path = path(questions.get(at));
      String aside = path(questions.get(at + 1));
      Optional<ByteSlice> whole = whole(answers.get(at), answers.get(at + 1));
      if (whole.isPresent() && !removed.contains(aside)) {
        ledger.notice(Alarm.found(AlarmCode.UNEXPECTED_FILE, aside, path + " is whole"));
        ledger.actions
            .add(new RepairAction.Discard(Expectation.ofFile(path), aside, whole.get()));
      }
    }
  }

  private static String path(CheckQuestion question) {
    return question instanceof ObjectAt object
        ? object.expected().path()
        : ((WholeFile) question).path();
  }

  /// SHA-256 of the file in its own place, if it is whole and the other is the same, or damaged.
  private static Optional<ByteSlice> whole(CheckAnswer own, CheckAnswer aside) {
    if (own instanceof Look object && aside instanceof Look other) {
      boolean useless = object.isIntact() && (other.standing() instanceof Standing.Damaged
          || other.ownSha256().equals(object.ownSha256()));
      return useless ? object.ownSha256() : Optional.empty();
    }
    return own instanceof FileBytes file && file.equals(aside)
        ? file.bytes().map(Sha256::of)
        : Optional.empty();
  }
}
