package dura.band.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import dura.codec.bytes.ByteSlice;
import dura.proto.Hunk;
import dura.spec.Limits;
import java.io.IOException;
import java.util.Optional;

/// Counts the items of a hunk, at every depth, before it is parsed: millions of empty ones fit in
/// its bytes, and fill the memory once they are objects (format-spec/limits.md).
///
/// Items are the elements of repeated fields, and fields that this program does not know.
final class HunkItems {
  private final CodedInputStream in;
  private int left = Limits.MAX_HUNK_ITEMS_BELOW;

  private HunkItems(ByteSlice raw) {
    in = raw.toByteString().newCodedInput();
  }

  /// Whether a hunk has no more items than it may.
  ///
  /// @param raw the hunk before parsing
  /// @throws IOException where the bytes are no protobuf message
  static boolean fitIn(ByteSlice raw) throws IOException {
    return new HunkItems(raw).count(Hunk.getDescriptor());
  }

  /// Counts those of one message, up to where the input ends or is bounded. The schema has no loops,
  /// so this goes no deeper than it.
  private boolean count(Descriptor message) throws IOException {
    for (int tag = in.readTag(); tag != 0 && left >= 0; tag = in.readTag()) {
      int wire = WireFormat.getTagWireType(tag);
      if (wire == WireFormat.WIRETYPE_START_GROUP) {
        // Version 3 of protobuf has no groups, and they would hide what they hold.
        return false;
      }
      Optional<FieldDescriptor> field = Optional
          .ofNullable(message.findFieldByNumber(WireFormat.getTagFieldNumber(tag)));
      if (field.isEmpty() || field.get().isRepeated()) {
        left--;
      }
      boolean nested = wire == WireFormat.WIRETYPE_LENGTH_DELIMITED && field
          .filter(known -> known.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
          .isPresent();
      if (nested) {
        int outer = in.pushLimit(in.readRawVarint32());
        if (!count(field.orElseThrow().getMessageType())) {
          return false;
        }
        in.popLimit(outer);
      } else if (!in.skipField(tag)) {
        return false;
      }
    }
    return left >= 0;
  }
}
