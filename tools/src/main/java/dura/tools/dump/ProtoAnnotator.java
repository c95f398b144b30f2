package dura.tools.dump;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Messages of `dura.proto` field by field, as they stand on the wire.
final class ProtoAnnotator {
  /// More fields than any legal message of the format has directly below it.
  private static final int MAX_FIELDS = 1 << 17;

  private final Map<String, Function<Span, Iterable<Node>>> inside;

  /// @param inside how values of byte fields are divided further, by full names of the fields
  ProtoAnnotator(Map<String, Function<Span, Iterable<Node>>> inside) {
    this.inside = Map.copyOf(inside);
  }

  /// The fields of a message of `type` in `span`, which is all there.
  List<Node> fields(Descriptor type, Span span) {
    ByteSlice bytes = span.bytes();
    CodedInputStream in =
        CodedInputStream.newInstance(bytes.array(), bytes.offset(), bytes.length());
    var nodes = new ArrayList<Node>();
    var counts = new HashMap<Integer, Integer>();
    int start = 0;
    try {
      while (!in.isAtEnd() && nodes.size() < MAX_FIELDS) {
        nodes.add(field(type, span.from(start), in, start, counts));
        start = in.getTotalBytesRead();
      }
    } catch (IOException e) {
      nodes.add(Node.leaf("rest", span.from(start), "").bad(Meanings.text("not-protobuf")));
      return nodes;
    }
    if (start < span.length()) {
      nodes.add(Node.leaf("rest", span.from(start), "").bad(Meanings.text("too-many-fields")));
    }
    return nodes;
  }

  private Node field(Descriptor type, Span rest, CodedInputStream in, int start,
      Map<Integer, Integer> counts) throws IOException {
    int tag = in.readTag();
    int number = WireFormat.getTagFieldNumber(tag);
    FieldDescriptor field = type.findFieldByNumber(number);
    int count = counts.merge(number, 1, Integer::sum) - 1;
    if (field == null || WireFormat.getTagWireType(tag) != wireType(field, tag)) {
      if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("an end of a group without its beginning");
      }
      Span span = rest.slice(0, in.getTotalBytesRead() - start);
      return Node.leaf("unknown[" + number + "." + count + "]", span, Texts.hex(span.bytes()),
          Meanings.of("unknown"));
    }
    String name = field.isRepeated() && !field.isPackable()
        ? field.getName() + "[" + count + "]"
        : count == 0 ? field.getName()
        : field.getName() + "[" + count + "]";
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
      String value = ProtoValues.number(field, in.readRawVarint64());
      Span span = rest.slice(0, in.getTotalBytesRead() - start);
      return Node.leaf(name, span, value, meaning(field));
    }
    int length = in.readRawVarint32();
    int valueStart = in.getTotalBytesRead() - start;
    if (length < 0) {
      throw new InvalidProtocolBufferException("a negative length");
    }
    in.skipRawBytes(length);
    return delimited(field, name, rest.slice(0, (long) valueStart + length), valueStart);
  }

  private Node delimited(FieldDescriptor field, String name, Span span, int valueStart)
      throws IOException {
    Span value = span.from(valueStart);
    Function<Span, Iterable<Node>> parts = inside.get(field.getFullName());
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      return branch(field, name, span, valueStart, fieldsLater(field.getMessageType(), value));
    }
    if (parts != null) {
      return branch(field, name, span, valueStart, parts.apply(value));
    }
    return Node.leaf(name, span, ProtoValues.bytes(field, value.bytes()), meaning(field));
  }

  /// Made when they are looked at: a hunk has many messages.
  private Iterable<Node> fieldsLater(Descriptor type, Span span) {
    return () -> fields(type, span).iterator();
  }

  private static Node branch(FieldDescriptor field, String name, Span span, int valueStart,
      Iterable<Node> inside) {
    Node tag = Node.leaf("tag and length", span.slice(0, valueStart), "");
    return new Node(name, span, "", meaning(field), Mark.GOOD, Sequence.of(tag, inside));
  }

  /// The wire type under which a field of the format can stand.
  private static int wireType(FieldDescriptor field, int tag) {
    boolean packed = field.isPackable()
        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    return packed ? WireFormat.WIRETYPE_LENGTH_DELIMITED : field.getLiteType().getWireType();
  }

  /// The text for a field, under its name without the package.
  private static String meaning(FieldDescriptor field) {
    String name = field.getContainingType().getName() + "." + field.getName();
    return Meanings.of("field " + name);
  }
}
