package dura.band.machine;

import dura.band.machine.CheckAnswer.FileBytes;
import dura.band.machine.CheckQuestion.Keep;
import dura.band.machine.CheckQuestion.ObjectAt;
import dura.band.machine.CheckQuestion.WholeFile;
import dura.band.machine.RepairAction.Over;
import dura.band.model.ArchiveHeader;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.Descriptions;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.crypt.ClearVerdict;
import dura.codec.head.Sheet.IllegalSheet;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.Expectation;
import dura.proto.Content;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What head, tails and SHA256SUMS of a band say, and what is wrong with them
/// (format-spec/75-band.md).
///
/// @param state how far the band is
/// @param head what the head says: as the tail quotes it, else from `head.tar`
/// @param headSha256 object SHA-256 of `head.tar`, as the tail or the object has it
/// @param tail the tail that counts
/// @param tailSha256 its object SHA-256
/// @param signed whether a listed signer's good signature is on it
/// @param sums SHA256SUMS, as it is
/// @param sumsProven whether it is the file that the tail names
record BandSheets(BandState state, Optional<BandHead> head, Optional<ByteSlice> headSha256,
    Optional<BandTail> tail, Optional<ByteSlice> tailSha256, boolean signed,
    Optional<ByteSlice> sums, boolean sumsProven) {
  private static final int SUMS_AT_MOST = Limits.MAX_OBJECT_BYTES;

  /// A copy of what ends the band that can be read.
  ///
  /// @param tombstone whether it is no tail but says that the band was given up
  /// @param sheet the tail, or what holds of the former one
  private record TailCopy(String path, ByteSlice sha256, boolean tombstone,
      Optional<TailSheet> sheet, Worth worth) {}

  /// What a signature is worth, best first.
  private enum Worth {
    GOOD, NONE, BAD
  }

  /// What may be overwritten because of what the tail says.
  Over over() {
    return signed ? Over.ANYTHING : Over.DAMAGE;
  }

  /// What is asked: SHA256SUMS, the head, and the copies of what ends the band.
  static List<CheckQuestion> questions(CheckState.BandFacts facts,
      Optional<ByteSlice> archiveId) {
    BandName band = facts.name();
    var questions = new ArrayList<CheckQuestion>();
    questions.add(new WholeFile(band + "/" + Sums.PATH, SUMS_AT_MOST));
    for (ObjectName name : List.of(ObjectName.HEAD, lastName(facts))) {
      ObjectId id = ObjectId.of(band, name);
      id.paths()
          .forEach(path -> questions.add(new ObjectAt(
              new Expectation(path, archiveId, Optional.of(id)), Optional.empty(),
              CheckDepth.FULL, Keep.PAYLOAD)));
    }
    return questions;
  }

  /// The name of what ends the band: `pruned` takes the place of the tail.
  private static ObjectName lastName(CheckState.BandFacts facts) {
    return facts.pruned() ? ObjectName.PRUNED : ObjectName.TAIL;
  }

  /// Reads the answers to [#questions] and says what is wrong.
  ///
  /// @param facts what its folder shows: a pruned band has no tail, lawfully
  static BandSheets judge(BandName band, Optional<ArchiveHeader> header,
      CheckState.BandFacts facts, List<CheckAnswer> answers, CheckLedger ledger) {
    boolean pruned = facts.pruned();
    FileBytes sums = (FileBytes) answers.get(0);
    Look head = (Look) answers.get(1);
    List<Look> tails = answers.subList(2, answers.size()).stream().map(Look.class::cast).toList();
    Optional<TailCopy> best = tails(ObjectId.of(band, lastName(facts)), header, tails, ledger);
    Optional<TailSheet> sheet = best.flatMap(TailCopy::sheet);
    Optional<BandHead> bandHead = sheet.map(found -> found.tail().head())
        .or(() -> head.payload().flatMap(BandSheets::parseHead));
    boolean signed = best.filter(copy -> copy.worth() == Worth.GOOD).isPresent();
    BandState state = pruned ? BandState.PRUNED
        : best.filter(TailCopy::tombstone).isPresent() ? BandState.ABANDONED
        : sheet.isPresent() ? BandState.FINISHED
        : BandState.PARTIAL;
    boolean proven = sheet.isPresent() && sums.bytes().isPresent()
        && Sha256.of(sums.bytes().get()).equals(sheet.get().tail().sumsSha256());
    var sheets = new BandSheets(state, bandHead,
        sheet.map(found -> found.tail().headSha256()).or(head::ownSha256),
        sheet.map(TailSheet::tail), best.map(TailCopy::sha256), signed, sums.bytes(), proven);
    if (!facts.empty()) {
      sheets.judgeHead(band, header, head, sheet, ledger);
    }
    return sheets;
  }

  private static Optional<BandHead> parseHead(ByteSlice payload) {
    try {
      return Optional.of(BandHead.parse(payload));
    } catch (IllegalSheet _) {
      return Optional.empty();
    }
  }

  private static Optional<TailCopy> tails(ObjectId id, Optional<ArchiveHeader> header,
      List<Look> looks, CheckLedger ledger) {
    List<String> paths = id.paths();
    if (looks.stream().allMatch(look -> look.standing() instanceof Standing.Missing)) {
      id.band()
          .ifPresent(band -> ledger.notice(Alarm.of(AlarmCode.BAND_PARTIAL, band.toString())));
      return Optional.empty();
    }
    var about = new ArrayList<Alarm>();
    var copies = new ArrayList<TailCopy>();
    for (int copy = 0; copy < paths.size(); copy++) {
      read(paths.get(copy), id, header, looks.get(copy), about).ifPresent(copies::add);
    }
    Optional<TailCopy> best = copies.stream()
        .filter(copy -> copy.worth() == Worth.GOOD)
        .findFirst()
        .or(() -> copies.stream().filter(copy -> copy.worth() == Worth.NONE).findFirst())
        .or(() -> copies.stream().findFirst());
    for (int copy = 0; copy < paths.size(); copy++) {
      judgeCopy(paths.get(copy), id, header, looks.get(copy), best, about, ledger);
    }
    if (best.isEmpty()) {
      ledger.found(AlarmCode.TAIL_LOST, id.path(), Finding.Outcome.LOST);
    }
    return best;
  }

  private static Optional<TailCopy> read(String path, ObjectId id,
      Optional<ArchiveHeader> header, Look look, List<Alarm> about) {
    Optional<ByteSlice> sha256 = look.ownSha256();
    if (sha256.isEmpty() || look.head().isEmpty() || look.payload().isEmpty()) {
      return Optional.empty();
    }
    ByteSlice payload = look.payload().get();
    Optional<ByteSlice> text = Optional.of(payload);
    Worth worth = Worth.NONE;
    if (look.head().get().getContent() == Content.SIGNED_SHEET) {
      ClearVerdict verdict = header.map(known -> TailSheet.verdict(known, payload))
          .orElse(new ClearVerdict.Malformed());
      text = header.isPresent()
          ? TailSheet.text(verdict)
          : TailSheet.textOf(look.head().get(), payload);
      worth = header.isPresent() ? worth(path, verdict, about) : Worth.NONE;
    } else if (header.filter(known -> !known.signers().isEmpty()).isPresent()) {
      about.add(Alarm.of(AlarmCode.UNSIGNED, path));
    }
    ObjectKind kind = look.head().get().getKind();
    boolean tombstone = kind == ObjectKind.TOMBSTONE;
    Optional<TailSheet> sheet = (switch (kind) {
      case BAND_TAIL -> text.flatMap(TailSheet::parse);
      case PRUNED -> text.flatMap(TailSheet::ofPruned);
      default -> Optional.<TailSheet>empty();
    }).filter(found -> isOf(found.tail(), id, header));
    if (!tombstone && sheet.isEmpty()) {
      about.add(Alarm.of(AlarmCode.TAIL_MALFORMED, path));
      return Optional.empty();
    }
    return Optional.of(new TailCopy(path, sha256.get(), tombstone, sheet, worth));
  }

  private static boolean isOf(BandTail tail, ObjectId id, Optional<ArchiveHeader> header) {
    return Optional.of(tail.head().band()).equals(id.band())
        && header.map(ArchiveHeader::id).map(tail.head().archiveId()::equals).orElse(true);
  }

  private static Worth worth(String path, ClearVerdict verdict, List<Alarm> about) {
    switch (verdict) {
      case ClearVerdict.Good _ -> {
        return Worth.GOOD;
      }
      case ClearVerdict.UnknownSigner unknown -> {
        about.add(Alarm.found(AlarmCode.SIGNER_UNKNOWN, path, unknown.keyId()));
        return Worth.NONE;
      }
      case ClearVerdict.Bad bad ->
          about.add(Alarm.found(AlarmCode.SIGNATURE_BAD, path, bad.fingerprint()));
      case ClearVerdict.Malformed _ ->
          about.add(Alarm.found(AlarmCode.SIGNATURE_BAD, path, "not a cleartext signature"));
    }
    return Worth.BAD;
  }

  private static void judgeCopy(String path, ObjectId id, Optional<ArchiveHeader> header,
      Look look, Optional<TailCopy> best, List<Alarm> about, CheckLedger ledger) {
    for (Alarm alarm : about) {
      if (alarm.where().path().equals(path)) {
        ledger.found(path, List.of(alarm),
            alarm.code().weight() == AlarmCode.Weight.NOTICE
                ? Finding.Outcome.NOTICE
                : Finding.Outcome.CONFLICT);
      }
    }
    List<Alarm> alarms = look.standing() instanceof Standing.Missing
        ? List.of(Alarm.of(AlarmCode.TAIL_COPY_MISSING, path))
        : look.alarms();
    boolean malformed = about.stream()
        .anyMatch(alarm -> alarm.where().path().equals(path)
            && alarm.code() == AlarmCode.TAIL_MALFORMED);
    if (malformed) {
      return;
    }
    if (look.standing() instanceof Standing.Denied) {
      ledger.found(path, alarms, Finding.Outcome.DENIED);
    } else if (best.isEmpty()) {
      ledger.found(path, alarms, Finding.Outcome.LOST);
    } else if (look.ownSha256().isPresent()
        && !look.ownSha256().equals(Optional.of(best.get().sha256()))
        && id.name().equals(ObjectName.PRUNED) && best.get().worth() == Worth.GOOD) {
      // Pruning that was interrupted while it replaced one copy after the other.
      ledger.found(path, List.of(Alarm.of(AlarmCode.TAIL_COPIES_DIFFER, path)),
          Finding.Outcome.REPAIRABLE);
      ledger.actions.add(new RepairAction.Copy(
          new Expectation(path, header.map(ArchiveHeader::id), Optional.of(id)),
          best.get().path(), best.get().sha256(), Over.ANYTHING));
    } else if (look.ownSha256().isPresent()
        && !look.ownSha256().equals(Optional.of(best.get().sha256()))) {
      ledger.found(path,
          List.of(new Alarm(AlarmCode.TAIL_COPIES_DIFFER, Location.of(path),
              best.get().sha256().toHex(), look.ownSha256().get().toHex())),
          Finding.Outcome.CONFLICT);
    } else if (!look.isIntact()) {
      ledger.found(path, alarms, Finding.Outcome.REPAIRABLE);
      var expected = new Expectation(path, header.map(ArchiveHeader::id), Optional.of(id));
      ledger.actions.add(look.standing() instanceof Standing.Mendable
          ? new RepairAction.Mend(expected, Optional.of(best.get().sha256()))
          : new RepairAction.Copy(expected, best.get().path(), best.get().sha256(), Over.DAMAGE));
    }
  }

  private void judgeHead(BandName band, Optional<ArchiveHeader> header, Look look,
      Optional<TailSheet> sheet, CheckLedger ledger) {
    ObjectId id = ObjectId.of(band, ObjectName.HEAD);
    boolean mismatch = tail.isPresent() && look.ownSha256().isPresent()
        && !look.ownSha256().equals(headSha256);
    if (look.isIntact() && !mismatch) {
      return;
    }
    List<Alarm> alarms = new ArrayList<>(look.standing() instanceof Standing.Missing
        ? List.of(Alarm.of(AlarmCode.BAND_HEAD_MISSING, id.path()))
        : look.alarms());
    if (mismatch) {
      alarms.add(new Alarm(AlarmCode.OBJECT_MISMATCH, Location.of(id.path()),
          headSha256.map(ByteSlice::toHex).orElse(""),
          look.ownSha256().map(ByteSlice::toHex).orElse("")));
    }
    var expected = new Expectation(id.path(), header.map(ArchiveHeader::id), Optional.of(id));
    Optional<ByteSlice> quoted = sheet.flatMap(found -> renderedHead(found.headPayload()))
        .filter(object -> object.sha256().equals(sheet.get().tail().headSha256()))
        .map(EncodedObject::bytes);
    if (look.standing() instanceof Standing.Denied) {
      ledger.found(id.path(), alarms, Finding.Outcome.DENIED);
    } else if (look.standing() instanceof Standing.Mendable && !mismatch) {
      ledger.found(id.path(), alarms, Finding.Outcome.REPAIRABLE);
      ledger.actions.add(new RepairAction.Mend(expected, look.ownSha256()));
    } else if (look.isIntact() && !signed) {
      ledger.found(id.path(), alarms, Finding.Outcome.CONFLICT);
    } else if (quoted.isPresent()) {
      ledger.found(id.path(), alarms, Finding.Outcome.REPAIRABLE);
      ledger.actions
          .add(new RepairAction.Write(id.path(), quoted.get(), Optional.of(expected), over()));
    } else {
      ledger.found(id.path(), alarms, Finding.Outcome.LOST);
    }
  }

  private static Optional<EncodedObject> renderedHead(ByteSlice payload) {
    try {
      return Optional.of(Descriptions.bandHead(payload));
    } catch (IllegalSheet _) {
      return Optional.empty();
    }
  }
}
