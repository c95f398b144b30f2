package dura.band.run;

import dura.band.machine.EntryChange;
import dura.band.machine.EntryIdentity;
import dura.band.machine.PathVersions.Version;
import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.TreeEntry;
import dura.band.source.FileStat;
import dura.band.source.SourceFile;
import dura.band.source.SourceTree;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compares what a band stores with the live files it was made of, path by path in order of the
/// index; files of one length byte by byte.
///
/// A file whose bytes differ though length and time are what they were did not change as files do:
/// it rotted, which is an alarm. The stored bytes are not in doubt, they have the SHA-256 that the
/// index says.
public final class SourceVerification {
  private final BandIndex index;
  private final SourceTree tree;
  private final AlarmBook alarms;
  private final EntrySource stored;
  private final SourceWalk live;

  /// Live link numbers of files with several names, by stored link number.
  private final Map<Long, Long> linked = new HashMap<>();

  private Optional<TreeEntry> nextStored;
  private Optional<TreeEntry> nextLive;
  private long files;
  private long bytes;
  private long lost;

  /// A path under which band and source differ.
  ///
  /// @param change neither [EntryChange#NONE] nor [EntryChange#UNDECIDED]; the live file is the
  ///     latter
  /// @param rotten whether the bytes differ and neither length nor time tells
  public record Result(ArchivePath path, EntryChange change, boolean rotten) {}

  /// What was compared.
  ///
  /// @param files whose bytes were
  /// @param bytes of them
  /// @param lostBytes that the archive does not have any more
  public record Totals(long files, long bytes, long lostBytes) {}

  /// @param names of the sources, as the band has them
  /// @param tree of the live files under these names
  public SourceVerification(BandIndex index, List<ArchivePath> names, SourceTree tree)
      throws AbortedException {
    this.index = index;
    this.tree = tree;
    this.alarms = index.alarms();
    this.stored = index.entries(Selection.of(names));
    this.live = new SourceWalk(tree, alarms);
    this.nextStored = stored.next();
    this.nextLive = live.next();
  }

  /// What was compared so far.
  public Totals totals() {
    return new Totals(files, bytes, lost);
  }

  /// The next difference; empty at the end.
  public Optional<Result> next() throws AbortedException {
    while (nextStored.isPresent() || nextLive.isPresent()) {
      Optional<TreeEntry> former = nextStored;
      Optional<TreeEntry> latter = nextLive;
      if (former.isPresent() && latter.isPresent()) {
        int order = former.get().path().compareTo(latter.get().path());
        former = order <= 0 ? former : Optional.empty();
        latter = order >= 0 ? latter : Optional.empty();
      }
      Optional<Result> result = compare(former, latter);
      if (former.isPresent()) {
        passStored(former.get().path());
      }
      if (latter.isPresent()) {
        nextLive = live.next();
      }
      if (result.isPresent()) {
        return result;
      }
    }
    return Optional.empty();
  }

  private void passStored(ArchivePath path) throws AbortedException {
    while (nextStored.isPresent() && nextStored.get().path().equals(path)) {
      nextStored = stored.next();
    }
  }

  private Optional<Result> compare(Optional<TreeEntry> former, Optional<TreeEntry> latter)
      throws AbortedException {
    if (former.isEmpty() || latter.isEmpty()) {
      ArchivePath path = former.or(() -> latter).orElseThrow().path();
      boolean unknown = latter.isEmpty() && live.isUnknown(path);
      return unknown
          ? Optional.empty()
          : Optional.of(new Result(path,
              former.isEmpty() ? EntryChange.ADDED : EntryChange.REMOVED, false));
    }
    return compare(former.get(), latter.get());
  }

  private Optional<Result> compare(TreeEntry former, TreeEntry latter) throws AbortedException {
    List<TreeEntry> whole = List.of(former);
    if (former.link() != 0) {
      if (EntryIdentity.isFurtherName(former)) {
        if (latter.link() != 0 && linked.getOrDefault(former.link(), 0L) == latter.link()) {
          // The same file under another name: compared already.
          return Optional.empty();
        }
        List<TreeEntry> originals = index.originals(former.link());
        whole = originals.isEmpty() ? whole : originals;
      } else {
        linked.put(former.link(), latter.link());
      }
    }
    Version before = Version.of(new BitSet(), whole);
    Version after = Version.of(new BitSet(), List.of(latter));
    EntryChange change =
        EntryChange.between(Optional.of(before), Optional.of(after));
    boolean sameLength = former.kind() == FileKind.FILE && latter.kind() == FileKind.FILE
        && before.entry().size() == latter.size();
    if (!sameLength || latter.size() == 0) {
      return told(latter.path(), change, false);
    }
    return switch (bytes(whole, latter.path())) {
      case SAME -> told(latter.path(), EntryChange.ofMetadata(before, after), false);
      case OTHER -> {
        // What was read of a file while it changed never was the file.
        boolean rotten = before.entry().modified().equals(latter.modified())
            && before.entry().fields().getInconsistencyValue() == 0;
        if (rotten) {
          alarms.raise(Alarm.of(AlarmCode.SOURCE_ROTTEN, latter.path().toString()));
        }
        yield told(latter.path(), EntryChange.CONTENTS, rotten);
      }
      case CHANGING -> told(latter.path(), EntryChange.CONTENTS, false);
      case UNKNOWN -> Optional.empty();
    };
  }

  private static Optional<Result> told(ArchivePath path, EntryChange change, boolean rotten) {
    return change == EntryChange.NONE
        ? Optional.empty()
        : Optional.of(new Result(path, change, rotten));
  }

  /// What became of comparing bytes: CHANGING where the live file changed meanwhile, UNKNOWN where
  /// it cannot be read, which is an alarm.
  private enum Bytes {
    SAME, OTHER, CHANGING, UNKNOWN
  }

  private Bytes bytes(List<TreeEntry> whole, ArchivePath path) throws AbortedException {
    boolean first = nextStored.filter(entry -> whole.getFirst().equals(entry)).isPresent();
    try {
      FileStat stat = tree.stat(path);
      try (SourceFile file = tree.open(path, stat)) {
        var sink = new ComparingSink(file);
        FileContents contents = index.contents(path, sink);
        for (TreeEntry entry : whole) {
          contents.add(entry);
        }
        if (first) {
          nextStored = stored.next();
          while (nextStored.isPresent() && nextStored.get().path().equals(path)) {
            contents.add(nextStored.get());
            nextStored = stored.next();
          }
        }
        lost += contents.end();
        files++;
        bytes += stat.size();
        alarms.monitor()
            .event(
                new Monitor.Event.Progress(files, bytes, index.totalBytes(), path.toString()));
        return sink.same() ? Bytes.SAME
            : file.stat().hasSameContents(stat) ? Bytes.OTHER
            : Bytes.CHANGING;
      }
    } catch (IOException e) {
      alarms.raise(SourceLister.trouble(path, e).alarm());
      return Bytes.UNKNOWN;
    }
  }
}
