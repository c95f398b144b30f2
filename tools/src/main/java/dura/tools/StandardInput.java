package dura.tools;

import com.google.protobuf.ByteString;
import dura.band.model.FileName;
import dura.band.model.PrintableBytes;
import dura.band.model.Timestamp;
import dura.band.source.SourceTree;
import dura.band.source.StreamSourceTree;
import dura.proto.Source;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.ByteText;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.time.Instant;
import java.util.Map;

/// Standard input as a source of a backup.
///
/// @param name of the file in the archive
record StandardInput(FileName name) {
  private static final String PATH = "/dev/stdin";

  /// What `--stdin` means.
  ///
  /// @param named the other sources
  static StandardInput of(String option, Map<FileName, byte[]> named) throws UserError {
    FileName name = FileName.parse(ByteText.bytes(option))
        .orElseThrow(() -> UserError.usage("usage.stdin", ByteText.printable(option)));
    byte[] other = named.get(name);
    if (other != null) {
      throw UserError.usage("usage.same-name", PrintableBytes.of(other), PATH, name);
    }
    return new StandardInput(name);
  }

  /// `tree` and the file. Waits for the first byte: where there is none, whoever should have written
  /// has failed, and a band with an empty file would be the newest backup.
  SourceTree with(SourceTree tree, Session session) throws UserError, IOException {
    var input = new PushbackInputStream(session.context().in(), 1);
    int first = input.read();
    if (first < 0) {
      throw UserError.failed("backup.stdin-empty");
    }
    input.unread(first);
    Instant now = session.context().clock().instant();
    return new StreamSourceTree(tree, name, input,
        new Timestamp(now.getEpochSecond(), now.getNano()));
  }

  /// The source as the index names it.
  Source described() {
    return Source.newBuilder()
        .setPath(ByteString.copyFromUtf8(PATH))
        .setName(ByteString.copyFrom(name.bytes()))
        .build();
  }
}
