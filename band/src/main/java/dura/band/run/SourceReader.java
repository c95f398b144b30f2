package dura.band.run;

import dura.band.machine.BackupEffect.ReadWindow;
import dura.band.machine.BackupEvent;
import dura.band.machine.BackupEvent.ReadFailed;
import dura.band.machine.BackupEvent.Run;
import dura.band.machine.BackupEvent.WindowRead;
import dura.band.model.ArchivePath;
import dura.band.source.DataRange;
import dura.band.source.FileStat;
import dura.band.source.SourceFile;
import dura.band.source.SourceTree;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.chunk.Chunker;
import dura.proto.IndexEntry;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Reads files of a source window by window and cuts them into chunks (format-spec/60-block.md,
/// "Chunks"). A file stays open from its first window to its last. Windows of one file come one after
/// the other, files at once.
///
/// A file that is read in one window and changes meanwhile is read again. A larger one is not: its
/// beginning is in a block by then.
final class SourceReader implements Closeable {
  private final SourceTree tree;
  private final Chunker chunker;
  private final int retries;
  private final Map<Long, OpenedFile> files = new ConcurrentHashMap<>();

  private static final class OpenedFile implements Closeable {
    private final SourceFile file;
    private final long size;
    private FileStat listed;

    /// Read already, behind the last chunk that was cut.
    private ByteSlice rest = ByteSlice.EMPTY;

    /// @param size when it was opened
    /// @param listed what it was listed as
    OpenedFile(SourceFile file, long size, FileStat listed) {
      this.file = file;
      this.size = size;
      this.listed = listed;
    }

    SourceFile file() {
      return file;
    }

    synchronized FileStat listed() {
      return listed;
    }

    /// Whether the file changed while the first window of it was read, which has all of it.
    boolean changedIn(WindowRead first) throws IOException {
      return first.end()
          ? first.changed()
          : first.next() >= size && !file.stat().hasSameContents(listed());
    }

    /// Lets the file count as changed, whatever it is in the end.
    synchronized void distrust() {
      listed = notAsListed(listed);
    }

    synchronized ByteSlice takeRest() {
      ByteSlice taken = rest;
      rest = ByteSlice.EMPTY;
      return taken;
    }

    synchronized void keepRest(ByteSlice bytes) {
      rest = bytes;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /// @param chunker of the archive
  /// @param retries how often a file is read again that changed while it was read
  SourceReader(SourceTree tree, Chunker chunker, int retries) {
    this.tree = tree;
    this.chunker = chunker;
    this.retries = retries;
  }

  BackupEvent read(ReadWindow window) {
    ArchivePath path = ArchivePath.of(window.entry().getPath().toByteArray());
    try {
      OpenedFile opened = files.get(window.item());
      if (opened == null) {
        opened = open(path, window.entry());
        files.put(window.item(), opened);
      }
      WindowRead read = read(opened, window);
      for (int left = retries; left > 0 && window.offset() == 0 && opened.changedIn(read);
          left--) {
        Optional<OpenedFile> again = openAgain(path, window);
        if (again.isEmpty()) {
          break;
        }
        opened = again.get();
        read = readAgain(opened, window);
      }
      if (read.end()) {
        close(window.item());
      }
      return read;
    } catch (IOException e) {
      try {
        close(window.item());
      } catch (IOException late) {
        e.addSuppressed(late);
      }
      return new ReadFailed(window.item(), window.offset(), SourceLister.trouble(path, e));
    }
  }

  /// Opens a file once more that was read already; empty where that cannot be done, and what was read
  /// before is more than nothing.
  private Optional<OpenedFile> openAgain(ArchivePath path, ReadWindow window) throws IOException {
    OpenedFile opened;
    try {
      FileStat now = tree.stat(path);
      if (!SourceLister.isSameFile(window.entry(), now)) {
        return Optional.empty();
      }
      opened = new OpenedFile(tree.open(path, now), now.size(), now);
    } catch (IOException e) {
      return Optional.empty();
    }
    close(window.item());
    files.put(window.item(), opened);
    return Optional.of(opened);
  }

  /// Reads a whole file once more, with the entry that it has now.
  private WindowRead readAgain(OpenedFile opened, ReadWindow window) throws IOException {
    WindowRead read = read(opened, window);
    if (read.end() && !read.changed()) {
      return read.of(SourceLister.refreshed(window.entry(), opened.listed()));
    }
    // If more of it follows, its entry stays the one that was listed.
    opened.distrust();
    return read;
  }

  private OpenedFile open(ArchivePath path, IndexEntry entry) throws IOException {
    FileStat listed = tree.stat(path);
    SourceFile file = tree.open(path, listed);
    boolean same = listed.inode() == entry.getInode() && listed.size() == entry.getSize()
        && listed.modified().seconds() == entry.getMtimeSeconds()
        && listed.modified().nanos() == entry.getMtimeNanos();
    return new OpenedFile(file, listed.size(), same ? listed : notAsListed(listed));
  }

  /// A stat that equals none, for a file that changed between listing and opening.
  private static FileStat notAsListed(FileStat stat) {
    return new FileStat(stat.kind(), stat.permissions(), stat.uid(), stat.gid(), -1,
        stat.modified(), stat.changed(), stat.device(), stat.inode(), stat.links(), stat.node(),
        stat.nodump());
  }

  private void close(long item) throws IOException {
    OpenedFile opened = files.remove(item);
    if (opened != null) {
      opened.close();
    }
  }

  private WindowRead read(OpenedFile opened, ReadWindow window) throws IOException {
    SourceFile file = opened.file();
    ByteSlice rest = opened.takeRest();
    Optional<DataRange> data = file.dataFrom(window.offset() + rest.length());
    if (rest.isEmpty() && data.isEmpty()) {
      FileStat now = file.stat();
      return new WindowRead(window.item(), window.offset(), ByteSlice.EMPTY, List.of(),
          Math.max(now.size(), window.offset()), true, !now.hasSameContents(opened.listed()));
    }
    long offset = rest.isEmpty()
        ? data.map(DataRange::start).orElse(window.offset())
        : window.offset();
    long from = offset + rest.length();
    long there = rest.length() + data.filter(range -> range.start() == from)
        .map(DataRange::length)
        .orElse(0L);
    int wanted = (int) Math.min(window.length(), there);
    byte[] bytes = new byte[wanted];
    rest.copyTo(bytes, 0);
    int fresh = wanted - rest.length();
    int got;
    try {
      got = fresh == 0 ? 0 : file.read(from, bytes, rest.length(), fresh);
    } catch (IOException e) {
      if (rest.isEmpty()) {
        throw e;
      }
      // What was read before is good; the next window meets the failure again.
      return new WindowRead(window.item(), offset, rest,
          runs(rest.toByteArray(), rest.length(), true, window.entry().getSize()), from, false,
          false);
    }
    int length = rest.length() + got;
    // A hole ends a chunk, and so does the end of the file.
    boolean complete = got < fresh || wanted == there;
    List<Run> runs = runs(bytes, length, complete, window.entry().getSize());
    int used = runs.isEmpty() ? 0 : runs.getLast().offset() + runs.getLast().length();
    opened.keepRest(ByteSlice.of(bytes, used, length - used));
    FileStat now = file.stat();
    long next = offset + used;
    boolean end = complete && (got < fresh || next >= now.size());
    return new WindowRead(window.item(), offset, ByteSlice.of(bytes, 0, used), runs, next, end,
        end && !now.hasSameContents(opened.listed()));
  }

  /// Cuts what was read into chunks; what may be part of a longer chunk is left over.
  ///
  /// @param complete whether nothing follows
  /// @param size of the file: a small one is one chunk
  private List<Run> runs(byte[] bytes, int length, boolean complete, long size) {
    var runs = new ArrayList<Run>();
    int at = 0;
    while (at < length && (complete || length - at >= Chunker.MAX)) {
      int chunk = size <= Chunker.MAX
          ? Math.min(length - at, Chunker.MAX)
          : chunker.next(bytes, at, length);
      runs.add(new Run(at, chunk, Sha256.of(bytes, at, chunk)));
      at += chunk;
    }
    return runs;
  }

  @Override
  public void close() throws IOException {
    for (Long item : Arrays.asList(files.keySet().toArray(Long[]::new))) {
      close(item);
    }
  }
}
