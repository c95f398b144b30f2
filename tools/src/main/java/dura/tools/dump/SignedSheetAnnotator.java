package dura.tools.dump;

import dura.band.model.ArchiveHeader;
import dura.band.model.BandTail;
import dura.band.model.KeyBlock;
import dura.codec.bytes.ByteSlice;
import dura.codec.crypt.ClearText;
import dura.codec.crypt.ClearVerdict;
import dura.codec.crypt.ClearVerifier;
import dura.codec.crypt.CryptException;
import dura.codec.head.Sheet;
import dura.codec.head.Sheet.IllegalSheet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A sheet in a cleartext signature, and whether the signature is good: format-spec/40-encryption.md.
final class SignedSheetAnnotator {
  /// Signers that are known from elsewhere; where there are none, those that the sheet itself
  /// quotes serve.
  private final List<KeyBlock> known;

  SignedSheetAnnotator(List<KeyBlock> known) {
    this.known = List.copyOf(known);
  }

  /// The parts of the document in `span`, which is all there.
  Iterable<Node> annotate(Span span) {
    byte[] document = span.bytes().toByteArray();
    Optional<ClearText> parsed = ClearText.parse(document);
    int signature = parsed.map(clear -> clear.signature().length()).orElse(0);
    int text = parsed.map(clear -> clear.text().length()).orElse(0);
    int header = document.length - signature - text;
    // A sheet has no line that a signature would have to escape.
    boolean plain = parsed.isPresent() && header >= 0 && ByteSlice.utf8(parsed.get().text())
        .equals(span.bytes().slice(header, header + text));
    if (!plain) {
      return List
          .of(Node.leaf("signed text", span, "").bad(Meanings.text("not-a-clear-signature")));
    }
    var parts = new Tiles(span);
    parts.add(verdict(document, parsed.get()));
    parts.leaf("signature begin", header, "");
    Span sheet = parts.take(text);
    parts.add(Node.branch("sheet", sheet, "", SheetAnnotator.annotate(sheet)));
    parts.add(Node.leaf("signature", parts.rest(), ""));
    return parts.nodes();
  }

  /// Whether the signature of `document` counts, as a fact.
  Node verdict(byte[] document, ClearText clear) {
    List<KeyBlock> signers = known.isEmpty() ? quotedSigners(clear.text()) : known;
    var files = new ArrayList<byte[]>();
    signers.forEach(key -> files.add(key.armored().getBytes(StandardCharsets.US_ASCII)));
    String listed = Meanings.text(known.isEmpty() ? "signers-quoted" : "signers-known");
    try {
      return switch (ClearVerifier.of(files).verify(document)) {
        case ClearVerdict.Good(var _, var fingerprint, long signedAt) ->
            fact(Meanings.text("signature-good", fingerprint, Texts.time(signedAt)), listed);
        case ClearVerdict.UnknownSigner(var _, var keyId) ->
            fact(Meanings.text("signer-unknown", keyId), listed);
        case ClearVerdict.Bad(var _, var fingerprint, var reason) ->
            fact(fingerprint, "").bad(Meanings.text("signature-bad", Texts.word(reason)));
        case ClearVerdict.Malformed() ->
            fact("", "").bad(Meanings.text("not-a-clear-signature"));
      };
    } catch (CryptException e) {
      return fact("", "").bad(Meanings.text("signers-unreadable"));
    }
  }

  private static Node fact(String value, String note) {
    return Node.leaf("verdict", Span.NONE, value, note);
  }

  /// The signers of the archive header that a tail, or a former tail, quotes.
  private static List<KeyBlock> quotedSigners(String text) {
    try {
      var sheet = Sheet.parse(ByteSlice.utf8(text));
      Optional<Sheet.Field> former = sheet.optional("tail");
      String tail = former.isPresent() ? former.get().quoted() : text;
      String unsigned = ClearText.parse(tail.getBytes(StandardCharsets.ISO_8859_1))
          .map(ClearText::text)
          .orElse(tail);
      ByteSlice header = BandTail.parse(ByteSlice.utf8(unsigned)).head().archiveHeader();
      return ArchiveHeader.parse(header).signers();
    } catch (IllegalSheet e) {
      return List.of();
    }
  }
}
