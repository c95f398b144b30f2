package dura.codec.head;

import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.Encryption;
import dura.proto.ObjectHead;

/// The words that layers have in member names and in the text of a head: format-spec/10-object.md
/// and 20-head.md.
final class Suffix {
  private Suffix() {}

  /// The suffix of the payload's member: layers from the inside out.
  static String of(ObjectHead head) {
    return of(head.getContent()) + of(head.getCompression())
        + (head.getEncryption() == Encryption.OPENPGP ? ".gpg" : "");
  }

  private static String of(Content content) {
    return switch (content) {
      case TAR -> ".tar";
      case HUNKS -> ".pb";
      case SHEET -> ".txt";
      case SIGNED_SHEET -> ".txt.asc";
      case PARITY_BYTES -> ".parity";
      case CONTENT_UNSPECIFIED, UNRECOGNIZED -> throw illegal(content);
    };
  }

  private static String of(Compression compression) {
    return switch (compression) {
      case COMPRESSION_NONE -> "";
      case ZSTD -> ".zst";
      case GZIP -> ".gz";
      case XZ -> ".xz";
      case BZIP2 -> ".bz2";
      case UNRECOGNIZED -> throw illegal(compression);
    };
  }

  static IllegalArgumentException illegal(Enum<?> value) {
    return new IllegalArgumentException(
        "no such " + value.getDeclaringClass().getSimpleName() + ": " + value);
  }
}
