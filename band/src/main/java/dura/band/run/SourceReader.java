package dura.band.run;

import dura.band.machine.BackupEffect.ReadWindow;
import dura.band.machine.BackupEvent;
import dura.band.machine.BackupEvent.BeganAgain;
import dura.band.machine.BackupEvent.ReadFailed;
import dura.band.machine.BackupEvent.Run;
import dura.band.machine.BackupEvent.Trouble;
import dura.band.machine.BackupEvent.WindowRead;
import dura.band.model.ArchivePath;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.source.DataRange;
import dura.band.source.FileStat;
import dura.band.source.SourceFile;
import dura.band.source.SourceTree;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.chunk.Chunker;
import dura.proto.IndexEntry;
import dura.spec.Limits;
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
/// A file that changes while it is read is read again from its beginning, as often as is allowed. Of
/// a file of more extents than an entry has, a part is in the index by then: it is read once.
final class SourceReader implements Closeable {
  /// Unit in which a disk fails, or its cache.
  private static final int PAGE = 4096;

  /// After so many bad pages the rest of a file is given up.
  private static final int MAX_BAD_PAGES = 256;

  private final SourceTree tree;
  private final Chunker chunker;
  private final int retries;
  private final Map<Long, OpenedFile> files = new ConcurrentHashMap<>();

  private static final class OpenedFile implements Closeable {
    private final SourceFile file;
    private final FileStat listed;
    private final int attempts;

    /// Pages that could not be read.
    private int badPages;

    /// Extents so far.
    private long extents;

    /// Read already, behind the last chunk that was cut.
    private ByteSlice rest = ByteSlice.EMPTY;

    /// @param listed what it was listed as
    /// @param attempts how often it may be read again
    OpenedFile(SourceFile file, FileStat listed, int attempts) {
      this.file = file;
      this.listed = listed;
      this.attempts = attempts;
    }

    SourceFile file() {
      return file;
    }

    FileStat listed() {
      return listed;
    }

    int attempts() {
      return attempts;
    }

    /// Counts the extents of a window.
    ///
    /// @return whether what was read of the file can still be forgotten
    synchronized boolean mayBeginAgain(WindowRead window) {
      extents += window.runs().size();
      return attempts > 0 && extents <= Limits.MAX_ENTRY_EXTENTS;
    }

    /// Counts a page that cannot be read. There is an end to it: each may take its time.
    synchronized void countFailure(IOException failure) throws IOException {
      badPages++;
      if (badPages > MAX_BAD_PAGES) {
        throw failure;
      }
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
    ArchivePath path = path(window);
    try {
      OpenedFile opened = files.get(window.item());
      if (opened == null) {
        opened = open(path, window.entry());
        files.put(window.item(), opened);
      }
      WindowRead read = read(opened, window);
      if (opened.mayBeginAgain(read) && read.end() && read.changed()) {
        Optional<BackupEvent> again = beginAgain(path, window, opened.attempts() - 1);
        if (again.isPresent()) {
          return again.get();
        }
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

  private static ArchivePath path(ReadWindow window) {
    return ArchivePath.of(window.entry().getPath().toByteArray());
  }

  /// Opens a file once more that was read already; empty where that cannot be done, and what was read
  /// before is more than nothing.
  private Optional<BackupEvent> beginAgain(ArchivePath path, ReadWindow window, int attempts)
      throws IOException {
    OpenedFile opened;
    FileStat now;
    try {
      now = tree.stat(path);
      if (!SourceLister.isSameFile(window.entry(), now)) {
        return Optional.empty();
      }
      opened = new OpenedFile(tree.open(path, now), now, attempts);
    } catch (IOException e) {
      return Optional.empty();
    }
    close(window.item());
    files.put(window.item(), opened);
    return Optional.of(
        new BeganAgain(window.item(), SourceLister.refreshed(window.entry(), now)));
  }

  private OpenedFile open(ArchivePath path, IndexEntry entry) throws IOException {
    FileStat listed = tree.stat(path);
    SourceFile file = tree.open(path, listed);
    boolean same = listed.inode() == entry.getInode() && listed.size() == entry.getSize()
        && listed.modified().seconds() == entry.getMtimeSeconds()
        && listed.modified().nanos() == entry.getMtimeNanos();
    return new OpenedFile(file, same ? listed : notAsListed(listed), retries);
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
        return around(opened, window, from, fresh, e);
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

  /// Reads page by page where a window cannot be read at once: what can be read up to the first page
  /// that cannot, or where that is the first of all, nothing but where the file can be read again.
  private WindowRead around(OpenedFile opened, ReadWindow window, long from, int wanted,
      IOException failure) throws IOException {
    byte[] bytes = new byte[wanted];
    int good = 0;
    int bad = 0;
    while (good + bad < wanted) {
      int length = (int) Math.min(PAGE - (from + good + bad) % PAGE, wanted - good - bad);
      boolean readable = isReadable(opened, from + good + bad, bytes, good, length);
      if (readable && bad > 0 || !readable && good > 0) {
        break;
      }
      if (readable) {
        good += length;
      } else {
        bad += length;
        opened.countFailure(failure);
      }
    }
    long next = from + good + bad;
    FileStat now = opened.file().stat();
    boolean end = next >= now.size();
    Optional<Trouble> unreadable = bad == 0
        ? Optional.empty()
        : Optional.of(SourceLister.trouble(path(window), failure, from));
    return new WindowRead(window.item(), from, ByteSlice.of(bytes, 0, good),
        runs(bytes, good, true, window.entry().getSize()), next, end,
        end && !now.hasSameContents(opened.listed()), unreadable);
  }

  private static boolean isReadable(OpenedFile opened, long from, byte[] bytes, int at, int length)
      throws IOException {
    try {
      return opened.file().read(from, bytes, at, length) == length;
    } catch (PosixException e) {
      if (e.errno() == Errno.EIO) {
        return false;
      }
      throw e;
    }
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
