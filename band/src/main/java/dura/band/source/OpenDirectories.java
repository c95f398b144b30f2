package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileName;
import dura.band.posix.Libc;
import dura.band.posix.OpenFlags;
import dura.band.posix.PosixException;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Directories of one tree, opened component by component without following links, the last used
/// kept open. However deep a directory is, each call to the kernel names one component only.
///
/// A directory is opened as a mere place ([OpenFlags#PATH]): to pass through it, the right to
/// search it is enough. Thread-safe; a directory in use is never closed.
final class OpenDirectories implements Closeable {
  private static final int KEPT_OPEN = 64;
  private static final int FLAGS =
      OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW | OpenFlags.CLOEXEC;

  /// An open directory in use; closing it ends the use.
  final class Pin implements AutoCloseable {
    private final Entry entry;

    private Pin(Entry entry) {
      this.entry = entry;
    }

    /// The directory, valid until this is closed.
    int descriptor() {
      return entry.descriptor;
    }

    @Override
    public void close() throws PosixException {
      release(entry);
    }
  }

  private static final class Entry {
    final int descriptor;
    int pins;

    Entry(int descriptor) {
      this.descriptor = descriptor;
    }
  }

  private final Entry base;
  private final byte @Nullable [] firstName;
  private final Map<ArchivePath, Entry> open = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  /// A tree below an open directory.
  ///
  /// @param base the directory that [ArchivePath#TOP] stands for; this closes it in the end
  OpenDirectories(int base) {
    this(base, null);
  }

  /// A tree with a single entry at the top.
  ///
  /// @param base an open directory; this closes it in the end
  /// @param firstName what in `base` is meant by the first component of every path
  OpenDirectories(int base, byte @Nullable [] firstName) {
    this.base = new Entry(base);
    this.firstName = firstName == null ? null : firstName.clone();
  }

  /// The name on disk of the last component of `path`.
  byte[] nameOnDisk(ArchivePath path) {
    byte[] first = firstName;
    FileName name = path.name();
    return first != null && path.length() == name.length() ? first.clone() : name.bytes();
  }

  /// Opens a directory or finds it open.
  ///
  /// @throws PosixException of the first component that could not be opened, ENOTDIR for a link
  synchronized Pin pin(ArchivePath directory) throws PosixException {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    Deque<ArchivePath> missing = new ArrayDeque<>();
    ArchivePath at = directory;
    Entry entry = find(at);
    while (entry == null) {
      missing.push(at);
      at = at.parent();
      entry = find(at);
    }
    entry.pins++;
    for (ArchivePath next : missing) {
      entry = descend(entry, next);
    }
    return new Pin(entry);
  }

  private @Nullable Entry find(ArchivePath directory) {
    return directory.isTop() ? base : open.get(directory);
  }

  private Entry descend(Entry parent, ArchivePath directory) throws PosixException {
    try {
      var entry = new Entry(Libc.openat(parent.descriptor, nameOnDisk(directory), FLAGS, 0));
      entry.pins = 1;
      open.put(directory, entry);
      return entry;
    } catch (PosixException failure) {
      throw failure.at(directory);
    } finally {
      parent.pins--;
      closeUnused();
    }
  }

  private void closeUnused() throws PosixException {
    int excess = open.size() - KEPT_OPEN;
    if (excess <= 0) {
      return;
    }
    List<ArchivePath> unused = new ArrayList<>();
    for (Map.Entry<ArchivePath, Entry> candidate : open.entrySet()) {
      if (unused.size() < excess && candidate.getValue().pins == 0) {
        unused.add(candidate.getKey());
      }
    }
    for (ArchivePath path : unused) {
      Entry entry = open.remove(path);
      if (entry != null) {
        Libc.close(entry.descriptor);
      }
    }
  }

  private synchronized void release(Entry entry) throws PosixException {
    entry.pins--;
    if (closed && entry.pins == 0) {
      Libc.close(entry.descriptor);
    }
  }

  @Override
  public synchronized void close() throws PosixException {
    if (closed) {
      return;
    }
    closed = true;
    open.put(ArchivePath.TOP, base);
    for (Entry entry : open.values()) {
      if (entry.pins == 0) {
        Libc.close(entry.descriptor);
      }
    }
    open.clear();
  }
}
