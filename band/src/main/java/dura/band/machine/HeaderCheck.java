package dura.band.machine;

import dura.band.machine.CheckQuestion.Keep;
import dura.band.machine.CheckQuestion.ObjectAt;
import dura.band.model.ArchiveHeader;
import dura.band.model.BandHead;
import dura.band.model.Descriptions;
import dura.codec.bytes.ByteSlice;
import dura.codec.head.Sheet.IllegalSheet;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.Expectation;
import dura.proto.ObjectHead;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The archive header: its copies, and where all are lost, those that bands carry
/// (format-spec/80-archive.md).
final class HeaderCheck {
  /// A header that was found, with its exact payload.
  record Known(ArchiveHeader header, ByteSlice payload) {
    static Optional<Known> parse(ByteSlice payload) {
      try {
        return Optional.of(new Known(ArchiveHeader.parse(payload), payload));
      } catch (IllegalSheet _) {
        return Optional.empty();
      }
    }
  }

  private HeaderCheck() {}

  /// What is asked about the copies.
  static List<CheckQuestion> copies() {
    return ObjectId.ARCHIVE.paths().stream().map(path -> sheet(path, ObjectId.ARCHIVE)).toList();
  }

  private static CheckQuestion sheet(String path, ObjectId id) {
    return new ObjectAt(new Expectation(path, Optional.empty(), Optional.of(id)),
        Optional.empty(), CheckDepth.FULL, Keep.PAYLOAD);
  }

  /// What is asked about heads and tails of bands where no copy is left.
  static List<CheckQuestion> embedding(List<BandName> bands) {
    var questions = new ArrayList<CheckQuestion>();
    for (BandName band : bands) {
      for (ObjectName name : List.of(ObjectName.HEAD, ObjectName.TAIL)) {
        ObjectId id = ObjectId.of(band, name);
        id.paths().forEach(path -> questions.add(sheet(path, id)));
      }
    }
    return questions;
  }

  /// The header that counts of those in the copies: the newest of the archive that most belong to.
  static Optional<Known> chosen(List<Look> copies) {
    return newest(copies.stream()
        .flatMap(look -> look.payload().stream())
        .flatMap(payload -> Known.parse(payload).stream())
        .toList());
  }

  /// The header that counts of those that bands carry.
  static Optional<Known> chosenEmbedded(List<Look> looks) {
    return newest(looks.stream().flatMap(look -> carried(look).stream()).toList());
  }

  private static Optional<Known> carried(Look look) {
    if (look.head().isEmpty()) {
      return Optional.empty();
    }
    ObjectHead head = look.head().get();
    if (head.getKind() == ObjectKind.PARITY) {
      return Known.parse(ByteSlice.of(head.getArchiveHeader()));
    }
    return look.payload()
        .flatMap(payload -> head.getKind() == ObjectKind.BAND_HEAD
            ? bandHead(payload)
            : TailSheet.textOf(head, payload).flatMap(HeaderCheck::headInTail))
        .map(BandHead::archiveHeader)
        .flatMap(Known::parse);
  }

  private static Optional<BandHead> headInTail(ByteSlice text) {
    return TailSheet.parse(text).map(tail -> tail.tail().head());
  }

  private static Optional<BandHead> bandHead(ByteSlice payload) {
    try {
      return Optional.of(BandHead.parse(payload));
    } catch (IllegalSheet _) {
      return Optional.empty();
    }
  }

  private static Optional<Known> newest(List<Known> found) {
    Map<ByteSlice, Integer> votes = new HashMap<>();
    found.forEach(known -> votes.merge(known.header().id(), 1, Integer::sum));
    // Of equal standing the first counts: a stream's max takes the last, so it sees them reversed.
    return found.reversed()
        .stream()
        .max(Comparator.comparingInt((Known known) -> votes.get(known.header().id()))
            .thenComparingInt(known -> known.header().generation()));
  }

  /// Says what is wrong with the copies and how it is made good.
  ///
  /// @param copies looks at the three paths
  /// @param known the header that counts
  static void judge(List<Look> copies, Optional<Known> known, CheckLedger ledger) {
    List<String> paths = ObjectId.ARCHIVE.paths();
    boolean none = copies.stream()
        .noneMatch(look -> look.payload()
            .flatMap(Known::parse)
            .isPresent());
    if (none) {
      ledger.found(AlarmCode.ARCHIVE_HEADER_LOST, paths.getFirst(),
          known.isPresent() ? Finding.Outcome.REPAIRABLE : Finding.Outcome.LOST);
    }
    Optional<EncodedObject> right = known.flatMap(header -> rendered(header.payload()));
    for (int copy = 0; copy < paths.size(); copy++) {
      judge(paths.get(copy), copies.get(copy), copies, known, right, ledger);
    }
  }

  /// Whether `own` is of another archive than two of the copies.
  private static boolean outvoted(Known own, Known known, List<Look> copies) {
    return !own.header().id().equals(known.header().id()) && copies.stream()
        .flatMap(look -> look.payload().stream())
        .flatMap(payload -> Known.parse(payload).stream())
        .filter(copy -> copy.header().id().equals(known.header().id()))
        .count() > 1;
  }

  private static void judge(String path, Look look, List<Look> copies, Optional<Known> known,
      Optional<EncodedObject> right, CheckLedger ledger) {
    Optional<Known> own = look.payload().flatMap(Known::parse);
    boolean same = own.isPresent() && known.isPresent()
        && own.get().payload().equals(known.get().payload());
    if (look.isIntact() && same) {
      return;
    }
    boolean outvoted = own.isPresent() && known.isPresent() && outvoted(own.get(), known.get(),
        copies);
    if (own.isPresent() && !same && !outvoted) {
      ledger.found(path, disagreement(path, own.get(), known), Finding.Outcome.CONFLICT);
      return;
    }
    List<Alarm> alarms = outvoted ? disagreement(path, own.get(), known)
        : look.standing() instanceof Standing.Missing
            ? List.of(Alarm.of(AlarmCode.ARCHIVE_HEADER_MISSING, path))
        : look.alarms();
    if (look.standing() instanceof Standing.Denied) {
      ledger.found(path, alarms, Finding.Outcome.DENIED);
    } else if (right.isEmpty()) {
      ledger.found(path, alarms, Finding.Outcome.LOST);
    } else {
      ledger.found(path, alarms, Finding.Outcome.REPAIRABLE);
      Expectation expected = new Expectation(path,
          Optional.of(ByteSlice.of(right.get().head().getArchiveId())),
          Optional.of(ObjectId.ARCHIVE));
      ledger.actions.add(look.standing() instanceof Standing.Mendable && same
          ? new RepairAction.Mend(expected, look.ownSha256())
          : new RepairAction.Write(path, right.get().bytes(), Optional.of(expected),
              RepairAction.Over.DAMAGE));
    }
  }

  private static List<Alarm> disagreement(String path, Known own, Optional<Known> known) {
    ArchiveHeader counts = known.orElse(own).header();
    if (!own.header().id().equals(counts.id())) {
      return List.of(new Alarm(AlarmCode.ARCHIVE_FOREIGN, Location.of(path),
          counts.id().toHex(), own.header().id().toHex()));
    }
    return List.of(new Alarm(AlarmCode.ARCHIVE_HEADER_DIFFERS, Location.of(path),
        "generation " + counts.generation(), "generation " + own.header().generation()));
  }

  private static Optional<EncodedObject> rendered(ByteSlice payload) {
    try {
      return Optional.of(Descriptions.archiveHeader(payload));
    } catch (IllegalSheet _) {
      return Optional.empty();
    }
  }
}
