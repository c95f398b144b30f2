package dura.band.run;

import dura.band.machine.IndexWalk;
import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import dura.proto.IndexRoot;
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

  /// Whoever reads its hunks.
  HunkReader hunks() {
    return hunks;
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
    FileContents contents = contents(path, sink);
    for (Optional<TreeEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
      contents.add(next.get());
    }
    return Optional.of(contents.end());
  }

  /// Reads the contents of a file whose entries the caller has.
  ///
  /// @param path that alarms name
  public FileContents contents(ArchivePath path, ContentSink sink) {
    return new FileContents(path, sink, blocks(), alarms());
  }
}
