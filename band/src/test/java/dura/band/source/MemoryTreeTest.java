package dura.band.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.posix.Errno;
import dura.band.source.MemoryTree.Call;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The fakes keep the same contract as the real trees, and fail where they are told to.
class MemoryTreeTest extends TreeContract {
  private final MemoryTree tree = new MemoryTree();

  @BeforeEach
  void makeTarget() throws IOException {
    tree.addDirectory(path("t"));
  }

  @Override
  RestoreTarget target() {
    return new MemoryRestoreTarget(tree, path("t"));
  }

  @Override
  SourceTree source() {
    return new MemorySourceTree(tree);
  }

  @Test
  void failsAsPlanned() throws IOException {
    tree.putFile(path("t/f"), new byte[3]);
    ArchivePath file = path("t/f");
    tree.plan(Call.STAT, file, Errno.EIO);
    assertErrno(Errno.EIO, () -> source().stat(file));
    tree.plan(Call.STAT, file, 0);
    assertEquals(FileKind.FILE, source().stat(file).kind());
    tree.plan(Call.WRITE, path("g"), Errno.ENOSPC);
    assertErrno(Errno.ENOSPC, () -> put(path("g"), new byte[1]));
  }

  @Test
  void changesWhileItIsRead() throws IOException {
    ArchivePath path = path("t/f");
    tree.putFile(path, new byte[3]);
    FileStat before = source().stat(path);
    tree.whileReading(path, () -> {
      try {
        tree.putFile(path, new byte[2]);
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
    });
    try (SourceFile file = source().open(path, before)) {
      assertEquals(2, file.read(0, new byte[5], 0, 5));
      assertFalse(file.stat().hasSameContents(before));
    }
  }
}
