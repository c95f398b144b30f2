package dura.band.source;

import dura.band.posix.Libc;
import dura.band.posix.OpenFlags;
import dura.band.posix.PosixException;
import java.io.Closeable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A source as the user named it: links on the way to it are followed, it itself is not, unless a
/// slash (or `/.`, `/..`) behind its name says that the directory is meant.
final class SourceRoot implements Closeable {
  private static final byte[] SELF = {'.'};
  private static final int FLAGS = OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.CLOEXEC;

  private final byte[] container;
  private final byte[] name;
  private @Nullable OpenDirectories directories;

  /// @param path absolute, or relative to the working directory; not empty
  SourceRoot(byte[] path) {
    if (path.length == 0) {
      throw new IllegalArgumentException("a source has an empty path");
    }
    int nameStart = path.length;
    while (nameStart > 0 && path[nameStart - 1] != '/') {
      nameStart--;
    }
    byte[] last = Arrays.copyOfRange(path, nameStart, path.length);
    if (last.length == 0 || isDots(last)) {
      container = path.clone();
      name = SELF;
    } else {
      container = nameStart == 0 ? SELF : Arrays.copyOf(path, nameStart);
      name = last;
    }
  }

  private static boolean isDots(byte[] name) {
    return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
  }

  /// The directories of this source, whose paths all begin with its name in the archive.
  synchronized OpenDirectories directories() throws PosixException {
    OpenDirectories present = directories;
    if (present == null) {
      int base = Libc.openat(Libc.CURRENT_DIRECTORY, container, FLAGS, 0);
      present = new OpenDirectories(base, name);
      directories = present;
    }
    return present;
  }

  @Override
  public synchronized void close() throws PosixException {
    OpenDirectories present = directories;
    if (present != null) {
      present.close();
    }
  }
}
