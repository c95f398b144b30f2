package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.model.Timestamp;
import dura.band.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Run by [OrdinaryUserTest] in a process of its own, as a user who is not root: tries what the
/// user may and may not do and prints how it ended, one line each.
final class OrdinaryUser {
  private interface Attempt {
    Object run() throws IOException;
  }

  private OrdinaryUser() {}

  /// Makes the attempts.
  ///
  /// @param arguments a directory with `tree` to be read and `target` to restore into
  public static void main(String[] arguments) throws IOException {
    byte[] treePath = (arguments[0] + "/tree").getBytes(StandardCharsets.UTF_8);
    byte[] targetPath = (arguments[0] + "/target").getBytes(StandardCharsets.UTF_8);
    try (
        var tree = new FileSourceTree(Map.of(FileName.of("t"), treePath));
        FileRestoreTarget target = FileRestoreTarget.open(targetPath)) {
      read(tree);
      restore(target);
    }
  }

  private static void tell(String what, Attempt attempt) throws IOException {
    String outcome;
    try {
      outcome = String.valueOf(attempt.run());
    } catch (PosixException failure) {
      outcome = failure.symbol() + " " + failure.path();
    }
    System.out.println(what + ": " + outcome);
  }

  private static ArchivePath path(String text) {
    return ArchivePath.of(text);
  }

  private static void read(SourceTree tree) throws IOException {
    tell("stat of a private file", () -> tree.stat(path("t/private")).permissions());
    tell("open of a private file",
        () -> tree.open(path("t/private"), tree.stat(path("t/private"))));
    tell("list of a private directory", () -> tree.list(path("t/closed")));
    tell("stat below a private directory", () -> tree.stat(path("t/closed/f")));
    tell("list of a directory to pass through", () -> tree.list(path("t/passage")));
    tell("stat below a directory to pass through", () -> tree.stat(path("t/passage/f")).size());
    tell("bytes of another's public file", () -> {
      ArchivePath file = path("t/passage/f");
      try (SourceFile open = tree.open(file, tree.stat(file))) {
        return open.read(0, new byte[10], 0, 10);
      }
    });
    tell("attributes of a private file", () -> tree.extendedAttributes(path("t/private")));
  }

  private static void restore(RestoreTarget target) throws IOException {
    tell("file", () -> {
      target.createFile(path("f"), Existing.KEEP).close();
      return "made";
    });
    var root = new Owner(0, 0, Optional.of("root"), Optional.of("root"));
    var attribute = new ExtendedAttribute("user.x".getBytes(StandardCharsets.UTF_8), new byte[1]);
    tell("metadata of root's file", () -> target.applyMetadata(path("f"), FileKind.FILE,
        new FileMetadata(root, 06555, Optional.of(new Timestamp(5, 5)), List.of(attribute))));
    tell("directory", () -> target.makeDirectory(path("d")));
    tell("metadata of root's directory", () -> target.applyMetadata(path("d"), FileKind.DIRECTORY,
        new FileMetadata(root, 03555, Optional.of(new Timestamp(5, 5)), List.of())));
    tell("file in a directory without right to write", () -> {
      target.createFile(path("d/f"), Existing.KEEP).close();
      return "made";
    });
    tell("device", () -> {
      target.makeNode(
          path("c"), FileKind.CHARACTER_DEVICE, new DeviceNumber(1, 3), Existing.KEEP);
      return "made";
    });
    tell("security attribute", () -> target.applyMetadata(path("f"), FileKind.FILE,
        new FileMetadata(root, 06555, Optional.of(new Timestamp(5, 5)),
            List.of(new ExtendedAttribute(
                "trusted.x".getBytes(StandardCharsets.UTF_8), new byte[1])))));
  }
}
