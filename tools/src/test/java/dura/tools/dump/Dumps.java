package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Trees of bytes in tests.
final class Dumps {
  /// With the key of the samples.
  static final Reading WITH_KEY = new Reading(Optional.of(Samples.archiveKey()), List.of());

  private Dumps() {}

  static Node tree(ByteSlice bytes, Reading reading) {
    return new ObjectAnnotator(reading)
        .annotate("object.tar", new StoredBytes(bytes, List.of()), bytes.length());
  }

  /// The text of a tree, and what is wrong in it.
  record Shown(String text, long bad) {}

  static Shown show(Node tree, Hex hex) {
    var lines = new ArrayList<String>();
    try {
      long bad = TreeWalk.show(tree, new AnnotatedText(hex, lines::add));
      return new Shown(String.join("\n", lines) + "\n", bad);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
