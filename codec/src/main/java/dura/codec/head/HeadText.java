package dura.codec.head;

import dura.codec.bytes.ByteSlice;
import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.Encryption;
import dura.proto.ObjectHead;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The text that stands first in every head: what the object is and the commands that read it, with
/// its own numbers (format-spec/20-head.md). The template belongs to format version `DURA1` and never
/// changes. Whatever is put in is a number or a generated name, so that nobody can choose what it says.
final class HeadText {
  private HeadText() {}

  /// The text of `head` in an image of `sections` sections.
  static String render(ObjectHead head, int sections) {
    var layout = HeadLayout.of(head, sections);
    String name = HeadCodec.id(head).toString();
    String file = head.getObject() + ".tar";
    String member = layout.payloadMember();
    var text = new StringBuilder(2048);
    text.append("DURA1 ")
        .append(name)
        .append('\n')
        .append("SHA-256 of the payload: ")
        .append(ByteSlice.of(head.getPayloadSha256()).toHex())
        .append('\n')
        .append("""

            This is one object of a Dura backup archive, format DURA1. It is an ordinary
            tar file and can be read without Dura. Nothing but tar, sha256sum and the
            programs of its layers is needed.

            """)
        .append("Archive:   ")
        .append(ByteSlice.of(head.getArchiveId()).toHex())
        .append('\n')
        .append("Object:    ")
        .append(name)
        .append(", ")
        .append(what(head))
        .append('\n')
        .append("Payload:   ")
        .append(head.getPayloadLength())
        .append(" bytes at offset ")
        .append(layout.payloadOffset())
        .append('\n')
        .append("Layers:    ")
        .append(layers(head))
        .append('\n');
    head.getRecipientList()
        .forEach(
            key -> text.append("For key:   ").append(ByteSlice.of(key).toHex()).append('\n'));
    text.append("\nCheck the payload:\n")
        .append("  tail -c +")
        .append(layout.payloadOffset() + 1)
        .append(' ')
        .append(file)
        .append(" | head -c ")
        .append(head.getPayloadLength())
        .append(" | sha256sum\n")
        .append(takenOut(head) ? "Take it out:\n" : "Read it:\n")
        .append("  tar -xOf ")
        .append(file)
        .append(' ')
        .append(member)
        .append(pipe(head))
        .append('\n');
    if (head.getContent() == Content.SIGNED_SHEET) {
      text.append("Verify its signature:\n  tar -xOf ")
          .append(file)
          .append(' ')
          .append(member)
          .append(" | gpg --verify\n");
    }
    text.append('\n');
    if (layout.parityLength() > 0) {
      text.append("If this file is damaged, the parity in it mends it:\n")
          .append("Reed-Solomon over GF(256), polynomial 0x11D, rows r = 0..")
          .append(layout.rows() - 1)
          .append("; shard s of row r\nis cell s * ")
          .append(layout.rows())
          .append(" + r of the payload, a cell has ")
          .append(head.getCellSize())
          .append(" bytes, ")
          .append(head.getDataShards())
          .append(" data and ")
          .append(head.getParityShards())
          .append("\nparity shards a row; the parity is at offset ")
          .append(layout.parityOffset())
          .append("""
              . The CRC-32 of every cell is
              in the protobuf below (ObjectHead in dura.proto). With python3 alone:
                python3 recover.py repair ARCHIVE

              """);
    }
    return text.append("""
        This head stands in the file three times: here, behind the payload and at
        the end. Below this line: protobuf ObjectHead, then zero bytes.
        """).toString();
  }

  private static boolean takenOut(ObjectHead head) {
    return head.getContent() == Content.TAR || head.getContent() == Content.PARITY_BYTES;
  }

  private static String what(ObjectHead head) {
    return switch (head.getKind()) {
      case ARCHIVE_HEADER -> "archive header";
      case BAND_HEAD -> "band head";
      case BLOCK -> "block of file contents";
      case INDEX -> "index";
      case PARITY -> "outer parity";
      case BAND_TAIL -> "band tail";
      case PRUNED -> "former tail of a pruned band";
      case TOMBSTONE -> "tombstone of an abandoned band";
      case OBJECT_KIND_UNSPECIFIED, UNRECOGNIZED -> throw Suffix.illegal(head.getKind());
    };
  }

  private static String layers(ObjectHead head) {
    String content = switch (head.getContent()) {
      case TAR -> "tar";
      case HUNKS -> "protobuf (dura.Hunk)";
      case SHEET -> "text";
      case SIGNED_SHEET -> "signed text";
      case PARITY_BYTES -> "parity bytes";
      case CONTENT_UNSPECIFIED, UNRECOGNIZED -> throw Suffix.illegal(head.getContent());
    };
    String compression = program(head.getCompression());
    return Stream
        .of(content, compression,
            head.getEncryption() == Encryption.OPENPGP ? "OpenPGP" : "")
        .filter(layer -> !layer.isEmpty())
        .collect(Collectors.joining(", then "));
  }

  private static String program(Compression compression) {
    return switch (compression) {
      case COMPRESSION_NONE -> "";
      case ZSTD -> "zstd";
      case GZIP -> "gzip";
      case XZ -> "xz";
      case BZIP2 -> "bzip2";
      case UNRECOGNIZED -> throw Suffix.illegal(compression);
    };
  }

  private static String pipe(ObjectHead head) {
    var pipe = new StringBuilder();
    if (head.getEncryption() == Encryption.OPENPGP) {
      pipe.append(" | gpg -d");
    }
    if (head.getCompression() != Compression.COMPRESSION_NONE) {
      pipe.append(" | ").append(program(head.getCompression())).append(" -dc");
    }
    switch (head.getContent()) {
      case TAR -> pipe.append(" | tar -xf -");
      // An index object lies three folders below the root, where the schema is; a copy of the object
      // elsewhere has the schema beside it.
      case HUNKS -> pipe.append(" | protoc -I . -I ../../.. --decode dura.Hunk dura.proto");
      default -> {
        // Text is read as it is; parity has no reader of its own.
      }
    }
    return pipe.toString();
  }
}
