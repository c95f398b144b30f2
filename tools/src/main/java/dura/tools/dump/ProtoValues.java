package dura.tools.dump;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.util.Set;

/// Values of fields of `dura.proto` as they are shown.
final class ProtoValues {
  private static final Set<String> TEXTS = Set.of("dura.IndexEntry.path", "dura.IndexEntry.user",
      "dura.IndexEntry.group", "dura.IndexEntry.target", "dura.Attribute.name",
      "dura.Attribute.value", "dura.HunkRef.first_path", "dura.Source.path", "dura.Source.name");
  private static final Set<String> SECRETS =
      Set.of("dura.ObjectInfo.session_key", "dura.IndexRoot.chunker_seed");
  private static final Set<String> TIMES = Set.of("dura.IndexEntry.mtime_seconds",
      "dura.IndexEntry.ctime_seconds", "dura.IndexRoot.started", "dura.IndexRoot.ended");
  private static final String MODE = "dura.IndexEntry.mode";
  private static final String CRCS = "dura.ObjectHead.cell_crc";
  private static final int SHOWN_NUMBERS = 32;

  private ProtoValues() {}

  /// A number.
  ///
  /// @param raw as it stands on the wire
  static String number(FieldDescriptor field, long raw) {
    if (TIMES.contains(field.getFullName())) {
      boolean zigZag = field.getType() == FieldDescriptor.Type.SINT64;
      return Texts.time(zigZag ? CodedInputStream.decodeZigZag64(raw) : raw);
    }
    if (field.getFullName().equals(MODE)) {
      return "%04o".formatted(raw);
    }
    return switch (field.getType()) {
      case ENUM -> {
        EnumValueDescriptor value = field.getEnumType().findValueByNumber((int) raw);
        yield value == null ? Integer.toString((int) raw) : value.getName();
      }
      case BOOL -> Boolean.toString(raw != 0);
      case UINT32 -> Integer.toUnsignedString((int) raw);
      case SINT64 -> Long.toString(CodedInputStream.decodeZigZag64(raw));
      default -> Long.toUnsignedString(raw);
    };
  }

  /// Bytes, text, or packed numbers.
  ///
  /// @throws IOException where they are no numbers
  static String bytes(FieldDescriptor field, ByteSlice bytes) throws IOException {
    if (field.getFullName().equals(CRCS)) {
      return Meanings.text("crcs", bytes.length() / 4);
    }
    if (SECRETS.contains(field.getFullName())) {
      return Meanings.text("secret", bytes.length());
    }
    if (field.isPackable()) {
      return numbers(field, bytes);
    }
    return field.getType() == FieldDescriptor.Type.STRING || TEXTS.contains(field.getFullName())
        ? Texts.printable(bytes)
        : Texts.hex(bytes);
  }

  private static String numbers(FieldDescriptor field, ByteSlice bytes) throws IOException {
    CodedInputStream in =
        CodedInputStream.newInstance(bytes.array(), bytes.offset(), bytes.length());
    var text = new StringBuilder();
    int count = 0;
    for (; !in.isAtEnd(); count++) {
      String number = number(field, in.readRawVarint64());
      if (count < SHOWN_NUMBERS) {
        text.append(count == 0 ? "" : " ").append(number);
      }
    }
    return count <= SHOWN_NUMBERS ? text.toString() : Meanings.text("numbers", count, text);
  }
}
