package dura.band.run;

import dura.band.machine.FileHashes;
import dura.band.machine.IndexWalk;
import dura.band.machine.Selection;
import dura.band.machine.TreeCount;
import dura.band.model.FileExtent;
import dura.band.model.HunkPlace;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import dura.band.run.ArchiveException.Reason;
import dura.band.run.HunkReader.ReadHunk;
import dura.band.run.PackedExtents.Packed;
import dura.band.store.Store;
import dura.spec.BandName;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Walks the indexes of all finished bands, hunk by hunk, and checks every rule of
/// format-spec/70-index.md and 85-checking.md on the way: order and bounds, counts of references, the counters of the root,
/// hashes of files, and that every block an extent names is there. Of an index no more is in memory
/// than the hunk it is at.
final class IndexCheck {
  private final Store store;
  private final HunkReader hunks;
  private final List<BandInfo> bands;
  private final ContentFindings findings;
  private final Set<BandName> torn = new HashSet<>();
  private final Map<BandName, Set<ObjectId>> listed = new HashMap<>();

  /// @param bands all bands, in order
  /// @param findings takes what is wrong
  IndexCheck(Store store, HunkReader hunks, List<BandInfo> bands, ContentFindings findings) {
    this.store = store;
    this.hunks = hunks;
    this.bands = bands;
    this.findings = findings;
  }

  /// Whether the band is finished, and every hunk of every index was there: what no index names, none
  /// has.
  boolean knowsAllOf(BandName band) {
    return torn.isEmpty() && bands.stream()
        .anyMatch(info -> info.name().equals(band) && info.finished());
  }

  /// Walks all indexes.
  ///
  /// @param window takes the extents of its blocks
  /// @throws ArchiveException [Reason.KeyMissing] where an index cannot be opened for want of a key
  void walk(ExtentWindow window) throws IOException, ArchiveException {
    var seen = new HashSet<HunkPlace>();
    for (BandInfo band : bands) {
      if (band.finished()) {
        walk(band, seen, window);
      }
    }
  }

  private void walk(BandInfo band, Set<HunkPlace> seen, ExtentWindow window)
      throws IOException, ArchiveException {
    var line = band.tail().orElseThrow().indexRoot();
    ReadHunk root = hunks.read(line);
    if (root.closed().isPresent()
        && ObjectContent.code(root.closed().get()) == AlarmCode.KEY_MISSING) {
      throw new ArchiveException(new Reason.KeyMissing(root.closed().get()));
    }
    findings.add(root.alarms());
    String rootPath = ObjectId.of(line.band(), line.object()).path();
    if (!(root.hunk().orElse(null) instanceof IndexHunk.Root found)) {
      torn.add(band.name());
      findings.add(Alarm.found(AlarmCode.INDEX_LOST, rootPath, "the root of " + band.name()));
      return;
    }
    var count = new TreeCount();
    var files = new FileHashes();
    IndexWalk walk = IndexWalk.start(found.entries(), Selection.all());
    boolean whole = true;
    while (walk.wanted().isPresent()) {
      HunkReference wanted = walk.wanted().get();
      ReadHunk read = hunks.read(wanted);
      findings.add(read.alarms());
      if (read.hunk().isEmpty()) {
        walk = walk.skip();
        whole = false;
        continue;
      }
      String path = wanted.place().objectId().path();
      TreeCount.of(read.hunk().get())
          .filter(entries -> entries != wanted.entries())
          .ifPresent(entries -> findings.add(Alarm.found(AlarmCode.INDEX_MALFORMED, path,
              "hunk " + wanted.first() + " has " + entries + " entries, not the "
                  + wanted.entries() + " of its reference")));
      IndexWalk.Step step = walk.accept(read.hunk().get());
      walk = step.next();
      step.objection()
          .ifPresent(rule -> findings.add(Alarm.found(AlarmCode.INDEX_MALFORMED, path,
              "hunk " + wanted.first() + ": " + rule)));
      whole &= step.objection().isEmpty();
      boolean first = seen.add(wanted.place());
      for (TreeEntry entry : step.entries()) {
        count.add(entry);
        files.add(entry)
            .ifPresent(rule -> findings.add(Alarm.found(AlarmCode.INDEX_MALFORMED, path,
                entry.path() + ": " + rule)));
        if (first) {
          extents(band.name(), entry, path, window);
        }
      }
    }
    if (whole) {
      count.differsFrom(found.fields().getCounters())
          .ifPresent(rule -> findings.add(
              Alarm.found(AlarmCode.INDEX_MALFORMED, rootPath, "the root of " + band.name() + ": "
                  + rule)));
    } else {
      torn.add(band.name());
    }
  }

  private void extents(BandName band, TreeEntry entry, String indexPath, ExtentWindow window)
      throws IOException {
    byte[] path = entry.path().bytes();
    for (FileExtent extent : entry.extents()) {
      ObjectId block = extent.blockId();
      if (!exists(block)) {
        findings.add(Alarm.found(AlarmCode.OBJECT_MISSING, block.path(),
            "named by the index in " + indexPath));
      } else if (extent.rawOffset() > Limits.MAX_BLOCK_RAW_BYTES - extent.length()) {
        findings.add(Alarm.found(AlarmCode.INDEX_MALFORMED, indexPath,
            entry.path() + ": an extent beyond what a block can hold"));
      } else {
        long name = extent.band().equals(band)
            ? PackedExtents.name(path, extent.offset() - extent.rawOffset())
            : 0;
        window.add(block,
            new Packed(extent.rawOffset(), extent.length(), name, extent.sha256()));
      }
    }
  }

  /// Whether a block was ever written: by its band's tail, else by what is there.
  private boolean exists(ObjectId block) throws IOException {
    BandName name = block.band().orElseThrow();
    Optional<BandInfo> band =
        bands.stream().filter(info -> info.name().equals(name)).findFirst();
    if (band.isEmpty()) {
      return false;
    }
    if (band.get().tail().isPresent()) {
      return block.name().number() < band.get().tail().get().objects().blocks();
    }
    Set<ObjectId> there = listed.get(name);
    if (there == null) {
      there = new HashSet<>(ObjectFolders.list(store, name, 'd'));
      listed.put(name, there);
    }
    return there.contains(block);
  }
}
