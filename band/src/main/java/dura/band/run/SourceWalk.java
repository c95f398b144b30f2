package dura.band.run;

import dura.band.machine.BackupEvent.Trouble;
import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.TreeEntry;
import dura.band.source.SourceTree;
import dura.proto.IndexEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The entries of a source tree in order of the index, without contents. What cannot be read is an
/// alarm. Of the tree only the directories in front of the walk are kept. For one thread.
final class SourceWalk implements EntrySource {
  private final SourceLister lister;
  private final AlarmBook alarms;
  private final Deque<TreeEntry> ready = new ArrayDeque<>();
  private final Deque<ArchivePath> directories = new ArrayDeque<>(List.of(ArchivePath.TOP));
  private final Set<String> troubled = new HashSet<>();

  SourceWalk(SourceTree tree, AlarmBook alarms) {
    this.lister = new SourceLister(tree);
    this.alarms = alarms;
  }

  @Override
  public Optional<TreeEntry> next() throws AbortedException {
    while (ready.isEmpty() && !directories.isEmpty()) {
      list(directories.removeFirst());
    }
    return Optional.ofNullable(ready.pollFirst());
  }

  private void list(ArchivePath directory) throws AbortedException {
    SourceLister.Listing listing = lister.list(directory);
    for (Trouble trouble : listing.troubles()) {
      troubled.add(trouble.path());
      alarms.raise(trouble.alarm());
    }
    for (IndexEntry entry : listing.entries()) {
      ready.add(new TreeEntry(ArchivePath.of(entry.getPath().toByteArray()), entry, List.of()));
    }
    for (TreeEntry entry : ready.reversed()) {
      if (entry.kind() == FileKind.DIRECTORY) {
        directories.addFirst(entry.path());
      }
    }
  }

  /// Whether it is not known what stands under a path that the walk passed, since the path or a
  /// directory above it could not be read.
  boolean isUnknown(ArchivePath path) {
    for (ArchivePath at = path; !at.isTop(); at = at.parent()) {
      if (troubled.contains(at.toString())) {
        return true;
      }
    }
    return false;
  }
}
