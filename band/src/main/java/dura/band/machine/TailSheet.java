package dura.band.machine;

import dura.band.model.ArchiveHeader;
import dura.band.model.BandTail;
import dura.band.model.KeyBlock;
import dura.band.model.PrunedSheet;
import dura.codec.bytes.ByteSlice;
import dura.codec.crypt.ClearVerdict;
import dura.codec.crypt.ClearVerifier;
import dura.codec.crypt.CryptException;
import dura.codec.head.Sheet;
import dura.codec.head.Sheet.IllegalSheet;
import dura.proto.Content;
import dura.proto.ObjectHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A tail as text: what it says, and the exact payload of the band head that it quotes.
///
/// @param tail what it says
/// @param headPayload payload of `head.tar`
record TailSheet(BandTail tail, ByteSlice headPayload) {
  private static final String CLEAR_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----";

  /// The tail in `text`, its signature taken off; empty where it breaks the rules.
  static Optional<TailSheet> parse(ByteSlice text) {
    try {
      BandTail tail = BandTail.parse(text);
      return Optional.of(new TailSheet(tail,
          ByteSlice.utf8(Sheet.parse(text).field("head").quoted())));
    } catch (IllegalSheet _) {
      return Optional.empty();
    }
  }

  /// What holds of the former tail of a pruned band: `text` is the sheet of its `pruned.tar`, the
  /// signature taken off.
  static Optional<TailSheet> ofPruned(ByteSlice text) {
    try {
      PrunedSheet pruned = PrunedSheet.parse(text);
      return formerText(pruned)
          .flatMap(TailSheet::parse)
          .filter(former -> former.tail().head().band().equals(pruned.band()))
          .map(former -> new TailSheet(
              former.tail().keeping(pruned.keeps(), pruned.sumsSha256()), former.headPayload()));
    } catch (IllegalSheet _) {
      return Optional.empty();
    }
  }

  private static Optional<ByteSlice> formerText(PrunedSheet pruned) {
    ByteSlice payload = pruned.tailPayload();
    return payload.toUtf8().startsWith(CLEAR_SIGNED)
        ? text(verdict(List.of(), payload))
        : Optional.of(payload);
  }

  /// The text of a sheet, whoever signed it.
  static Optional<ByteSlice> textOf(ObjectHead head, ByteSlice payload) {
    return head.getContent() == Content.SIGNED_SHEET
        ? text(verdict(List.of(), payload))
        : Optional.of(payload);
  }

  /// What the signature of a signed sheet is worth.
  static ClearVerdict verdict(ArchiveHeader header, ByteSlice payload) {
    return verdict(header.signers(), payload);
  }

  private static ClearVerdict verdict(List<KeyBlock> signers, ByteSlice payload) {
    try {
      return ClearVerifier.of(signers.stream()
          .map(key -> key.armored().getBytes(StandardCharsets.US_ASCII))
          .toList()).verify(payload.toByteArray());
    } catch (CryptException _) {
      // A key of the header that cannot be used: then nothing is signed by it.
      return signers.isEmpty() ? new ClearVerdict.Malformed() : verdict(List.of(), payload);
    }
  }

  /// The text that a verdict is about.
  static Optional<ByteSlice> text(ClearVerdict verdict) {
    return switch (verdict) {
      case ClearVerdict.Good good -> Optional.of(ByteSlice.utf8(good.text()));
      case ClearVerdict.Bad bad -> Optional.of(ByteSlice.utf8(bad.text()));
      case ClearVerdict.UnknownSigner unknown -> Optional.of(ByteSlice.utf8(unknown.text()));
      case ClearVerdict.Malformed _ -> Optional.empty();
    };
  }
}
