package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.model.Timestamp;
import dura.band.model.UnknownSize;
import dura.band.posix.Accounts;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A source tree with one more source: a file whose bytes come out of a stream. It is read once, from
/// front to end, as fast as somebody asks for it; its size is [UnknownSize#BYTES] until then. Closing
/// the tree leaves the stream open.
public final class StreamSourceTree implements SourceTree {
  private static final int PERMISSIONS = 0600;

  private final SourceTree tree;
  private final FileName name;
  private final StreamFile file;

  /// @param tree has no source called `name`
  /// @param in the bytes
  /// @param now time of the file
  public StreamSourceTree(SourceTree tree, FileName name, InputStream in, Timestamp now) {
    this.tree = tree;
    this.name = name;
    var stat = new FileStat(FileKind.FILE, PERMISSIONS, Accounts.effectiveUser(),
        Accounts.effectiveGroup(), UnknownSize.BYTES, now, now, 0, 0, 1, DeviceNumber.NONE, false);
    this.file = new StreamFile(in, stat);
  }

  private boolean isStream(ArchivePath path) {
    return path.depth() == 1 && path.name().equals(name);
  }

  @Override
  public List<DirectoryEntry> list(ArchivePath directory) throws IOException {
    if (!directory.isTop()) {
      return tree.list(directory);
    }
    var sources = new ArrayList<>(tree.list(directory));
    sources.add(new DirectoryEntry(name, Optional.of(FileKind.FILE)));
    sources.sort(Comparator.comparing(DirectoryEntry::name));
    return sources;
  }

  @Override
  public FileStat stat(ArchivePath path) throws IOException {
    return isStream(path) ? file.stat() : tree.stat(path);
  }

  @Override
  public byte[] readLink(ArchivePath path) throws IOException {
    if (isStream(path)) {
      throw new PosixException(Errno.EINVAL, "readlink", path.toString());
    }
    return tree.readLink(path);
  }

  @Override
  public SourceFile open(ArchivePath path, FileStat expected) throws IOException {
    return isStream(path) ? file : tree.open(path, expected);
  }

  @Override
  public List<ExtendedAttribute> extendedAttributes(ArchivePath path) throws IOException {
    return isStream(path) ? List.of() : tree.extendedAttributes(path);
  }

  @Override
  public Optional<String> userName(long uid) {
    return tree.userName(uid);
  }

  @Override
  public Optional<String> groupName(long gid) {
    return tree.groupName(gid);
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }

  private static final class StreamFile implements SourceFile {
    private final InputStream in;
    private final FileStat stat;
    private long position;
    private boolean ended;
    private @Nullable IOException failure;

    StreamFile(InputStream in, FileStat stat) {
      this.in = in;
      this.stat = stat;
    }

    @Override
    public FileStat stat() {
      return stat;
    }

    /// Waits for bytes. A stream that failed once never looks as if it had ended.
    @Override
    public synchronized int read(long offset, byte[] into, int at, int length)
        throws IOException {
      if (failure != null) {
        throw new IOException(failure.getMessage(), failure);
      }
      if (offset != position) {
        throw new IllegalStateException("at " + position + ", not " + offset);
      }
      try {
        int got = in.readNBytes(into, at, length);
        position += got;
        ended |= got < length;
        return got;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public synchronized Optional<DataRange> dataFrom(long offset) {
      return ended ? Optional.empty() : Optional.of(new DataRange(offset, UnknownSize.BYTES));
    }

    @Override
    public void close() {}
  }
}
