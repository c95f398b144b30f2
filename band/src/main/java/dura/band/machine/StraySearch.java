package dura.band.machine;

import dura.band.machine.CheckAnswer.Name;
import dura.band.machine.CheckQuestion.Keep;
import dura.band.machine.CheckQuestion.ObjectAt;
import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.Expectation;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks through a whole archive for objects that stand under other names: each says itself which it
/// is. Asked only where something is lost otherwise, since the head of every object is read.
final class StraySearch {
  /// So many are remembered; more are the work of somebody who wants memory used up.
  private static final int MAX_STRAYS = 1 << 16;

  private StraySearch() {}

  /// Whether an object that cannot be had by itself may stand somewhere else: nothing of it is in its
  /// own place.
  static boolean mayStandElsewhere(Look look) {
    return switch (look.standing()) {
      case Standing.Missing _,Standing.Misplaced _ -> true;
      case Standing.Damaged _ -> look.alarms()
          .stream()
          .noneMatch(alarm -> alarm.code() == AlarmCode.PAYLOAD_LOST);
      case Standing.Intact _,Standing.Mendable _,Standing.Denied _ -> false;
    };
  }

  /// The folders whose folders hold objects.
  static List<CheckQuestion> folders(List<BandName> bands) {
    return bands.stream()
        .flatMap(band -> List.of("d", "i", "p")
            .stream()
            .<CheckQuestion>map(kind -> new CheckQuestion.Names(band + "/" + kind)))
        .toList();
  }

  /// What is asked of every file that may be an object.
  ///
  /// @param root names in the archive
  /// @param objects paths of files in the folders of bands
  static List<CheckQuestion> questions(Optional<ByteSlice> archiveId, List<Name> root,
      List<BandName> bands, Iterable<String> objects) {
    var questions = new ArrayList<CheckQuestion>();
    for (Name name : root) {
      if (!name.directory()) {
        questions.add(glance(archiveId, name.name()));
      }
    }
    for (BandName band : bands) {
      for (ObjectName sheet : List.of(ObjectName.HEAD, ObjectName.TAIL, ObjectName.PRUNED)) {
        ObjectId.of(band, sheet)
            .paths()
            .forEach(path -> questions.add(glance(archiveId, path)));
      }
    }
    objects.forEach(path -> questions.add(glance(archiveId, path)));
    return questions;
  }

  private static CheckQuestion glance(Optional<ByteSlice> archiveId, String path) {
    ObjectId own = ObjectId.ofPath(path).orElse(ObjectId.ARCHIVE);
    return new ObjectAt(new Expectation(path, archiveId, Optional.of(own)), Optional.empty(),
        CheckDepth.QUICK, Keep.NOTHING);
  }

  /// What an answer shows, where it is an object in another's place.
  static Optional<Stray> stray(CheckQuestion question, CheckAnswer answer) {
    return question instanceof ObjectAt asked && answer instanceof Look look
        ? stray(asked.expected().path(), look)
        : Optional.empty();
  }

  /// The object that stands at `path`, where it is another's place.
  static Optional<Stray> stray(String path, Look look) {
    return look.standing() instanceof Standing.Misplaced other
        ? other.sha256().map(sha256 -> new Stray(path, other.found(), sha256))
        : Optional.empty();
  }

  /// One more of them, as long as there is room.
  static Chain<Stray> plus(Chain<Stray> strays, Optional<Stray> found) {
    return found.isPresent() && strays.size() < MAX_STRAYS ? strays.plus(found.get()) : strays;
  }
}
