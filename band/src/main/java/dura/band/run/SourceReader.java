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
import dura.proto.IndexEntry;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Reads files of a source window by window. A file stays open from its first window to its last.
/// Windows of one file come one after the other, files at once.
final class SourceReader implements Closeable {
  private static final int EXTENT = 1 << 20;

  private final SourceTree tree;
  private final Map<Long, OpenedFile> files = new ConcurrentHashMap<>();

  private record OpenedFile(SourceFile file, FileStat listed) implements Closeable {
    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  SourceReader(SourceTree tree) {
    this.tree = tree;
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

  private OpenedFile open(ArchivePath path, IndexEntry entry) throws IOException {
    FileStat listed = tree.stat(path);
    SourceFile file = tree.open(path, listed);
    boolean same = listed.inode() == entry.getInode() && listed.size() == entry.getSize()
        && listed.modified().seconds() == entry.getMtimeSeconds()
        && listed.modified().nanos() == entry.getMtimeNanos();
    return new OpenedFile(file, same ? listed : notAsListed(listed));
  }

  /// A stat that equals none, for a file that changed between listing and opening.
  private static FileStat notAsListed(FileStat stat) {
    return new FileStat(stat.kind(), stat.permissions(), stat.uid(), stat.gid(), -1,
        stat.modified(), stat.changed(), stat.device(), stat.inode(), stat.links(), stat.node());
  }

  private void close(long item) throws IOException {
    OpenedFile opened = files.remove(item);
    if (opened != null) {
      opened.close();
    }
  }

  private static WindowRead read(OpenedFile opened, ReadWindow window) throws IOException {
    SourceFile file = opened.file();
    Optional<DataRange> data = file.dataFrom(window.offset());
    if (data.isEmpty()) {
      FileStat now = file.stat();
      return new WindowRead(window.item(), window.offset(), ByteSlice.EMPTY, List.of(),
          Math.max(now.size(), window.offset()), true, !now.hasSameContents(opened.listed()));
    }
    long offset = data.get().start();
    int wanted = (int) Math.min(window.length(), data.get().length());
    byte[] bytes = new byte[wanted];
    int length = file.read(offset, bytes, 0, wanted);
    FileStat now = file.stat();
    long next = offset + length;
    boolean end = length < wanted || next >= now.size();
    return new WindowRead(window.item(), offset, ByteSlice.of(bytes, 0, length),
        runs(bytes, length), next, end, end && !now.hasSameContents(opened.listed()));
  }

  private static List<Run> runs(byte[] bytes, int length) {
    var runs = new ArrayList<Run>();
    for (int at = 0; at < length; at += EXTENT) {
      int size = Math.min(EXTENT, length - at);
      runs.add(new Run(at, size, Sha256.of(bytes, at, size)));
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
