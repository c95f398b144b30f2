package dura.band.run;

import dura.band.machine.IndexWalk;
import dura.band.machine.RestoreEvent.Fetched;
import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.band.model.FileKind;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.IndexRoot;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.io.IOException;
import java.util.Optional;

/// The tree of a band as its index lists it.
public final class BandIndex extends BandContents {
  private final IndexHunk.Root root;
  private final HunkReader hunks;

  BandIndex(BandInfo band, IndexHunk.Root root, HunkReader hunks, BlockReader blocks,
      AlarmBook alarms) {
    super(band, blocks, alarms);
    this.root = root;
    this.hunks = hunks;
  }

  /// What the root of the index says of the backup.
  public IndexRoot root() {
    return root.fields();
  }

  /// The tree of entries; empty where the band is.
  Optional<HunkReference> tree() {
    return root.entries();
  }

  @Override
  public EntrySource entries(Selection selection) {
    return new EntryCursor(hunks, alarms(), IndexWalk.start(root.entries(), selection));
  }

  @Override
  public long totalBytes() {
    return root.fields().getCounters().getFileBytes();
  }

  /// The entries of `directory` and of all directories below it.
  public EntrySource entriesBelow(ArchivePath directory) {
    return entries(Selection.below(directory));
  }

  /// The entries of `directory`.
  public EntrySource entriesOf(ArchivePath directory) {
    return entries(Selection.childrenOf(directory));
  }

  /// The entry of `path`: of a file of several entries, the first.
  public Optional<TreeEntry> lookup(ArchivePath path) throws AbortedException {
    return path.isTop() ? Optional.empty() : entries(Selection.only(path)).next();
  }

  /// Reads the contents of the file at `path`.
  ///
  /// @return how many bytes are lost; empty where there is no such file
  /// @throws IOException what `sink` throws
  public Optional<Long> read(ArchivePath path, ContentSink sink)
      throws IOException, AbortedException {
    Optional<TreeEntry> named = lookup(path);
    if (named.isEmpty() || named.get().kind() != FileKind.FILE) {
      return Optional.empty();
    }
    ArchivePath stored = path;
    if (named.get().link() != 0 && named.get().size() == 0) {
      stored = originals(named.get().link()).stream()
          .findFirst()
          .map(TreeEntry::path)
          .orElse(path);
    }
    EntrySource entries = entries(Selection.only(stored));
    long at = 0;
    long lost = 0;
    long size = 0;
    boolean continued = true;
    for (Optional<TreeEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
      TreeEntry entry = next.get();
      size = Math.max(size, entry.size());
      for (FileExtent extent : entry.extents()) {
        if (extent.offset() < at || extent.end() > size) {
          continue;
        }
        if (extent.offset() > at) {
          sink.hole(extent.offset() - at);
        }
        lost += read(path, extent, sink);
        at = extent.end();
      }
      continued = entry.continued();
    }
    if (at < size) {
      if (continued) {
        alarms().raise(lostAlarm(path, at, size - at, "the index entry is lost"));
        sink.lost(size - at);
        lost += size - at;
      } else {
        sink.hole(size - at);
      }
    }
    return Optional.of(lost);
  }

  private long read(ArchivePath path, FileExtent extent, ContentSink sink)
      throws IOException, AbortedException {
    BlockReader.ReadExtent read = blocks().read(extent).join();
    alarms().raise(read.alarms());
    String reason = switch (read.fetched()) {
      case Fetched.Bytes(ByteSlice bytes) when Sha256.of(bytes).equals(extent.sha256()) -> {
        sink.bytes(bytes);
        yield "";
      }
      case Fetched.Bytes _ -> {
        alarms().raise(Alarm.found(AlarmCode.EXTENT_MISMATCH, extent.blockId().path(),
            path + "@" + extent.offset() + "+" + extent.length()));
        yield "its bytes have another SHA-256";
      }
      case Fetched.Unavailable(String why) -> why;
    };
    if (reason.isEmpty()) {
      return 0;
    }
    alarms().raise(lostAlarm(path, extent.offset(), extent.length(), reason));
    sink.lost(extent.length());
    return extent.length();
  }

  private static Alarm lostAlarm(ArchivePath path, long offset, long length, String reason) {
    return new Alarm(AlarmCode.EXTENT_LOST, Location.range(path.toString(), offset, length), "",
        reason);
  }
}
