package dura.band.run;

import com.google.protobuf.ByteString;
import dura.band.machine.BackupEvent.Listed;
import dura.band.machine.EntryIdentity;
import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.TreeEntry;
import dura.band.source.FilteredSourceTree;
import dura.band.source.PathExclusion;
import dura.band.source.PathExclusion.Filter;
import dura.band.source.SourceTree;
import dura.proto.IndexEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Lists directories of a source, where entries of the parent stand for paths that are not to be
/// looked at. What the parent has, but cannot be referred to any more, is listed like all else. For
/// one thread.
final class KeptEntries {
  /// Numbers of files with several names begin here: those of the source count from 1.
  private static final long FIRST_LINK = 1L << 32;

  private final Parent parent;
  private final Optional<Filter> filter;
  private final SourceTree tree;
  private final SourceLister lister;
  private final Map<Long, Long> links = new HashMap<>();

  /// Paths in the directory being listed that would be kept, but that the parent lost.
  private final Set<ArchivePath> lost = new HashSet<>();

  /// @param filter which paths are kept, with all below them; empty where none is
  KeptEntries(Parent parent, SourceTree source, Optional<Filter> filter) {
    this.parent = parent;
    this.filter = filter;
    this.tree = filter.<SourceTree>map(kept -> new FilteredSourceTree(source,
        new PathExclusion((path, directory) -> kept.leavesOut(path, directory)
            && !lost.contains(path))))
        .orElse(source);
    this.lister = new SourceLister(tree);
  }

  /// The source without what is kept.
  SourceTree tree() {
    return tree;
  }

  private boolean isKept(ArchivePath path, boolean directory) {
    return filter.filter(kept -> kept.leavesOut(path, directory)).isPresent();
  }

  Listed list(ArchivePath directory) throws AbortedException {
    lost.clear();
    boolean all = isBelowKept(directory);
    SortedMap<ArchivePath, List<IndexEntry>> kept = kept(directory, all);
    SourceLister.Listing found =
        all ? new SourceLister.Listing(List.of(), List.of()) : lister.list(directory);
    var entries = new TreeMap<ArchivePath, List<IndexEntry>>(kept);
    found.entries()
        .forEach(
            entry -> entries.put(ArchivePath.of(entry.getPath().toByteArray()), List.of(entry)));
    var inOrder = new ArrayList<IndexEntry>();
    var places = new HashSet<Integer>();
    entries.forEach((path, parts) -> {
      for (IndexEntry part : parts) {
        if (kept.containsKey(path)) {
          places.add(inOrder.size());
        }
        inOrder.add(part);
      }
    });
    return new Listed(directory, inOrder, places, found.troubles());
  }

  private boolean isBelowKept(ArchivePath directory) {
    for (ArchivePath at = directory; at.depth() > 1; at = at.parent()) {
      if (isKept(at, true)) {
        return true;
      }
    }
    return false;
  }

  /// What the parent has in a directory and is kept.
  private SortedMap<ArchivePath, List<IndexEntry>> kept(ArchivePath directory, boolean all)
      throws AbortedException {
    var kept = new TreeMap<ArchivePath, List<IndexEntry>>();
    Optional<BandIndex> index = parent.index();
    if (filter.isEmpty() || index.isEmpty() || directory.isTop()) {
      return kept;
    }
    EntrySource source = index.get().entriesOf(directory);
    for (Optional<TreeEntry> next = source.next(); next.isPresent(); next = source.next()) {
      TreeEntry entry = next.get();
      ArchivePath path = entry.path();
      if (!all && !isKept(path, entry.kind() == FileKind.DIRECTORY)) {
        continue;
      }
      List<IndexEntry> parts = parts(index.get(), entry);
      if (parts.isEmpty()) {
        lost.add(path);
      }
      kept.computeIfAbsent(path, _ -> new ArrayList<>()).addAll(parts);
    }
    lost.forEach(kept::remove);
    return kept;
  }

  /// The entry as the new band has it, which may be several where it is the name of a file that is
  /// kept under another one; empty where it needs what is gone.
  private List<IndexEntry> parts(BandIndex index, TreeEntry entry) throws AbortedException {
    long link = entry.link();
    boolean alone = link != 0 && EntryIdentity.isFurtherName(entry) && !links.containsKey(link);
    var parts = new ArrayList<IndexEntry>();
    for (TreeEntry part : alone ? index.originals(link) : List.of(entry)) {
      Optional<IndexEntry> known = parent.ancestry().entry(part);
      if (known.isEmpty()) {
        return List.of();
      }
      IndexEntry.Builder fields =
          known.get().toBuilder().setPath(ByteString.copyFrom(entry.path().bytes()));
      if (part.link() != 0) {
        fields.setLink(links.computeIfAbsent(part.link(), _ -> FIRST_LINK + links.size()));
      }
      parts.add(fields.build());
    }
    return parts;
  }
}
