package dura.codec.crypt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The frame of a cleartext signature (RFC 4880, section 7): which lines are text, which are the
/// armored signature, and the bytes a signature covers.
///
/// @param text the text, printable ASCII in lines that end in LF
/// @param signature the armored signature
public record ClearText(String text, String signature) {
  private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----\n";
  private static final String HASH = "Hash: ";
  private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n";
  private static final String END = "-----END PGP SIGNATURE-----\n";
  private static final String ESCAPE = "- ";

  /// Whether the text can be signed so that it comes back unchanged: at least one line, printable
  /// ASCII, every line ends in LF and none in a space.
  static boolean isSignable(String text) {
    return text.endsWith("\n")
        && text.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7F))
        && !text.contains(" \n");
  }

  /// What is signed: lines end in CR LF, and the last line's end is not part of it.
  byte[] signedBytes() {
    String lines = text.substring(0, text.length() - 1).replace("\n", "\r\n");
    return lines.getBytes(StandardCharsets.US_ASCII);
  }

  String encode(String hash) {
    StringBuilder document = new StringBuilder(text.length() + text.length() / 8 + 512);
    document.append(BEGIN).append(HASH).append(hash).append("\n\n");
    for (String line : lines(text)) {
      if (line.startsWith("-")) {
        document.append(ESCAPE);
      }
      document.append(line).append('\n');
    }
    return document.append(signature).toString();
  }

  /// Takes a document apart; empty if it is not one cleartext signature and nothing else.
  public static Optional<ClearText> parse(byte[] document) {
    String all = new String(document, StandardCharsets.ISO_8859_1);
    if (!all.startsWith(BEGIN) || !all.endsWith(END)) {
      return Optional.empty();
    }
    int at = BEGIN.length();
    while (all.startsWith(HASH, at)) {
      at = all.indexOf('\n', at) + 1;
    }
    int signatureAt = all.indexOf("\n" + SIGNATURE, at);
    if (signatureAt < at + 1 || all.charAt(at) != '\n') {
      return Optional.empty();
    }
    String escaped = all.substring(at + 1, signatureAt + 1);
    StringBuilder text = new StringBuilder(escaped.length());
    for (String line : lines(escaped)) {
      if (line.startsWith(ESCAPE)) {
        text.append(line, ESCAPE.length(), line.length());
      } else if (line.startsWith("-")) {
        return Optional.empty();
      } else {
        text.append(line);
      }
      text.append('\n');
    }
    ClearText parsed = new ClearText(text.toString(), all.substring(signatureAt + 1));
    boolean one = parsed.signature.indexOf(END) == parsed.signature.length() - END.length();
    return one && isSignable(parsed.text) ? Optional.of(parsed) : Optional.empty();
  }

  /// The lines of a text that ends in LF, empty ones at its end too.
  private static List<String> lines(String text) {
    return List.of(text.substring(0, text.length() - 1).split("\n", -1));
  }
}
