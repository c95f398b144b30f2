package dura.tools.dump;

import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.StoredBytes;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import java.io.IOException;
import java.util.Optional;

/// Objects of a store, as far as they can be read.
final class ObjectSource {
  private final Store store;

  ObjectSource(Store store) {
    this.store = store;
  }

  /// What became of reading an object.
  sealed interface Outcome {}

  /// Nothing is there.
  record Missing() implements Outcome {}

  /// The place does not give it.
  record Failed(String reason) implements Outcome {}

  /// What was read.
  ///
  /// @param sha256 object SHA-256
  record Read(ByteSlice sha256, DecodedObject decoded) implements Outcome {}

  Outcome read(String path) {
    try {
      Optional<StoredBytes> stored = store.read(path);
      if (stored.isEmpty()) {
        return new Missing();
      }
      return new Read(Sha256.of(stored.get().bytes()),
          ObjectDecoder.decode(Expectation.ofFile(path), stored.get()));
    } catch (IOException e) {
      return new Failed(String.valueOf(e.getMessage()));
    }
  }

  /// One line about an object that must be there.
  Node summary(String path) {
    Node node = Node.leaf(path, Span.NONE, "", "");
    return switch (read(path)) {
      case Missing() -> node.bad(Meanings.text("copy-missing"));
      case Failed(var reason) -> node.bad(Meanings.text("copy-bad", reason));
      case Read(var sha256, DecodedObject decoded) -> {
        Node read = Node.leaf(path, Span.NONE, sha256.toHex(), Meanings.of("copy"));
        yield decoded.alarms().isEmpty()
            ? read
            : read.bad(decoded.alarms().getFirst().code().word());
      }
    };
  }
}
