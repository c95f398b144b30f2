package dura.band.run;

import dura.band.model.ArchiveHeader;
import dura.band.model.BandTail;
import dura.band.model.KeyBlock;
import dura.band.model.PrunedSheet;
import dura.band.run.BandInfo.Signature;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.crypt.ClearVerdict;
import dura.codec.crypt.ClearVerifier;
import dura.codec.crypt.CryptException;
import dura.codec.envelope.ObjectRenderer;
import dura.codec.head.Sheet.IllegalSheet;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.proto.Content;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The tails of bands: the copy that counts, its signature checked (format-spec/75-band.md).
final class TailReader {
  private static final String CLEAR_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----";

  private final Store store;
  private final ByteSlice archiveId;
  private final boolean signersListed;
  private final Optional<ClearVerifier> verifier;

  /// A copy of a tail.
  ///
  /// @param kind BAND_TAIL or TOMBSTONE
  /// @param tail of a BAND_TAIL
  private record Copy(String path, ObjectKind kind, Optional<BandTail> tail, Signature signature,
      ByteSlice objectSha256, ByteSlice payload) {}

  /// What was found of a band's tail.
  ///
  /// @param tail the one that counts
  /// @param tombstone whether a tombstone stands in its place
  /// @param payload of its object, signed or not
  record Found(Optional<BandTail> tail, Optional<ByteSlice> objectSha256, Signature signature,
      boolean tombstone, Optional<ByteSlice> payload, List<Alarm> alarms) {}

  /// What a pruned band was, and what is kept of it.
  ///
  /// @param tail its former tail, whole
  /// @param sheet of `pruned.tar`
  /// @param object the object itself
  record Former(BandTail tail, PrunedSheet sheet, ByteSlice object) {
    /// What of the former tail still holds.
    BandTail kept() {
      return tail.keeping(sheet.keeps(), sheet.sumsSha256());
    }
  }

  TailReader(Store store, ArchiveHeader header) {
    this.store = store;
    this.archiveId = header.id();
    this.signersListed = !header.signers().isEmpty();
    this.verifier = verifier(header.signers());
  }

  private static Optional<ClearVerifier> verifier(List<KeyBlock> signers) {
    try {
      return Optional.of(ClearVerifier.of(signers.stream()
          .map(key -> key.armored().getBytes(StandardCharsets.US_ASCII))
          .toList()));
    } catch (CryptException _) {
      // Then no signature is good.
      return Optional.empty();
    }
  }

  /// The tail of `band`.
  ///
  /// @param present paths that the band's listing has, below the archive
  Found read(BandName band, Set<String> present) {
    ObjectId id = ObjectId.of(band, ObjectName.TAIL);
    var alarms = new ArrayList<Alarm>();
    var copies = new ArrayList<Copy>();
    int there = 0;
    for (String path : id.paths()) {
      if (!present.contains(path)) {
        alarms.add(Alarm.of(AlarmCode.TAIL_COPY_MISSING, path));
        continue;
      }
      there++;
      // The other copies matter only where this one does not settle it; that all are the same is for
      // a check to say.
      if (copies.stream().noneMatch(this::settles)) {
        read(id, path, alarms).ifPresent(copies::add);
      }
    }
    if (there == 0) {
      return new Found(Optional.empty(), Optional.empty(), Signature.NONE, false, Optional.empty(),
          List.of());
    }
    if (copies.isEmpty()) {
      alarms.add(Alarm.of(AlarmCode.TAIL_LOST, id.path()));
      return new Found(Optional.empty(), Optional.empty(), Signature.NONE, false, Optional.empty(),
          alarms);
    }
    Copy best = best(copies);
    for (Copy copy : copies) {
      if (!copy.objectSha256().equals(best.objectSha256())) {
        alarms.add(Alarm.of(AlarmCode.TAIL_COPIES_DIFFER, copy.path()));
      }
    }
    return new Found(best.tail(), Optional.of(best.objectSha256()), best.signature(),
        best.kind() == ObjectKind.TOMBSTONE, Optional.of(best.payload()), alarms);
  }

  private boolean settles(Copy copy) {
    return copy.signature() == Signature.GOOD || !signersListed;
  }

  /// A good signature counts more than the order of the copies.
  private static Copy best(List<Copy> copies) {
    return copies.stream()
        .filter(copy -> copy.signature() == Signature.GOOD)
        .findFirst()
        .or(() -> copies.stream()
            .filter(copy -> copy.signature() != Signature.BAD)
            .findFirst())
        .orElse(copies.getFirst());
  }

  private Optional<Copy> read(ObjectId id, String path, List<Alarm> alarms) {
    DecodedObject decoded =
        ObjectLoader.loadAt(store, Expectation.of(archiveId, id).at(path));
    alarms.addAll(decoded.alarms());
    if (!(decoded instanceof DecodedObject.Good good)) {
      return Optional.empty();
    }
    ByteSlice object = Sha256.of(ByteSlice.of(ObjectRenderer.render(good.found().head(),
        good.found().message(), good.payload(), good.parity())));
    ObjectKind kind = good.found().head().getKind();
    boolean signed = good.found().head().getContent() == Content.SIGNED_SHEET;
    Text text = signed
        ? signedText(path, good.payload(), alarms)
        : unsignedText(path, good.payload(), alarms);
    if (kind != ObjectKind.BAND_TAIL) {
      return Optional.of(new Copy(path, kind, Optional.empty(), text.signature(), object,
          good.payload()));
    }
    try {
      BandTail tail = BandTail.parse(text.sheet());
      if (!tail.head().archiveId().equals(archiveId)
          || !Optional.of(tail.head().band()).equals(id.band())) {
        throw new IllegalSheet("the tail is of another band");
      }
      return Optional.of(new Copy(path, kind, Optional.of(tail), text.signature(), object,
          good.payload()));
    } catch (IllegalSheet e) {
      alarms.add(Alarm.found(AlarmCode.TAIL_MALFORMED, path, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  /// What `pruned.tar` says of a pruned band: a copy with a good signature, else the first.
  Optional<Former> former(BandName band) {
    Optional<Former> unsigned = Optional.empty();
    for (String path : ObjectId.of(band, ObjectName.PRUNED).paths()) {
      Optional<Signed> copy = former(band, path);
      if (copy.isPresent() && (copy.get().signature() == Signature.GOOD || !signersListed)) {
        return copy.map(Signed::former);
      }
      unsigned = unsigned.or(() -> copy.map(Signed::former));
    }
    return unsigned;
  }

  private record Signed(Former former, Signature signature) {}

  private Optional<Signed> former(BandName band, String path) {
    DecodedObject decoded = ObjectLoader.loadAt(store,
        Expectation.of(archiveId, ObjectId.of(band, ObjectName.PRUNED)).at(path));
    if (!(decoded instanceof DecodedObject.Good good)) {
      return Optional.empty();
    }
    boolean signed = good.found().head().getContent() == Content.SIGNED_SHEET;
    var ignored = new ArrayList<Alarm>();
    try {
      Text text = signed
          ? signedText(path, good.payload(), ignored)
          : unsignedText(path, good.payload(), ignored);
      PrunedSheet sheet = PrunedSheet.parse(text.sheet());
      ByteSlice former = sheet.tailPayload();
      boolean wasSigned = former.toUtf8().startsWith(CLEAR_SIGNED);
      BandTail tail = BandTail
          .parse(wasSigned ? signedText(path, former, ignored).sheet() : former);
      if (!tail.head().archiveId().equals(archiveId) || !tail.head().band().equals(band)) {
        return Optional.empty();
      }
      ByteSlice object = ByteSlice.of(ObjectRenderer.render(good.found().head(),
          good.found().message(), good.payload(), good.parity()));
      return Optional.of(new Signed(new Former(tail, sheet, object), text.signature()));
    } catch (IllegalSheet _) {
      // Another copy may be better.
      return Optional.empty();
    }
  }

  /// Whether a listed signer signed `text` in `signed`.
  boolean isSigned(ByteSlice signed, ByteSlice text) {
    return verifier.map(of -> of.verify(signed.toByteArray()))
        .filter(verdict -> verdict instanceof ClearVerdict.Good good
            && ByteSlice.utf8(good.text()).equals(text))
        .isPresent();
  }

  private record Text(ByteSlice sheet, Signature signature) {}

  private Text unsignedText(String path, ByteSlice payload, List<Alarm> alarms) {
    if (signersListed) {
      alarms.add(Alarm.of(AlarmCode.UNSIGNED, path));
    }
    return new Text(payload, Signature.NONE);
  }

  private Text signedText(String path, ByteSlice payload, List<Alarm> alarms) {
    ClearVerdict verdict = verifier
        .map(of -> of.verify(payload.toByteArray()))
        .orElse(new ClearVerdict.Malformed());
    return switch (verdict) {
      case ClearVerdict.Good good -> new Text(ByteSlice.utf8(good.text()), Signature.GOOD);
      case ClearVerdict.UnknownSigner unknown -> {
        alarms.add(Alarm.found(AlarmCode.SIGNER_UNKNOWN, path, unknown.keyId()));
        yield new Text(ByteSlice.utf8(unknown.text()), Signature.UNKNOWN_SIGNER);
      }
      case ClearVerdict.Bad bad -> {
        alarms.add(Alarm.found(AlarmCode.SIGNATURE_BAD, path,
            bad.fingerprint() + " " + bad.reason()));
        yield new Text(ByteSlice.utf8(bad.text()), Signature.BAD);
      }
      case ClearVerdict.Malformed _ -> {
        alarms.add(Alarm.found(AlarmCode.SIGNATURE_BAD, path, "not a cleartext signature"));
        yield new Text(ByteSlice.EMPTY, Signature.BAD);
      }
    };
  }
}
