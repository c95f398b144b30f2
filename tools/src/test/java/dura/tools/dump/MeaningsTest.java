package dura.tools.dump;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dura.proto.Hunk;
import dura.proto.ObjectHead;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nothing that the format names is without a meaning.
class MeaningsTest {
  @Test
  void everyFieldOfTheSchema() {
    var left = new ArrayDeque<Descriptor>(
        List.of(ObjectHead.getDescriptor(), Hunk.getDescriptor()));
    var seen = new HashSet<Descriptor>();
    while (!left.isEmpty()) {
      Descriptor type = left.removeFirst();
      if (seen.add(type)) {
        for (FieldDescriptor field : type.getFields()) {
          String name = type.getName() + "." + field.getName();
          assertNotEquals("", Meanings.of("field " + name), name);
          if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            left.add(field.getMessageType());
          }
        }
      }
    }
  }

  /// The keys of pages 75 and 80.
  @ParameterizedTest
  @ValueSource(strings = {"dura-archive", "archive", "created", "generation", "requires",
    "profile", "compression", "encryption", "certificate", "signer", "secret-key", "dura-head",
    "band", "sequence", "parent", "takes-over", "started", "archive-header", "dura-tail", "ended",
    "head", "sums", "index-root", "objects", "stored", "group", "refers", "seen", "dura-pruned",
    "pruned", "tail", "keeps", "dura-tombstone", "abandoned"})
  void everyKeyOfSheets(String key) {
    assertNotEquals("", Meanings.of("key " + key));
  }
}
