package dura.band.run;

import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.TreeEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A tree of files that can be restored: what a band's index lists, or what is found where there is
/// no index.
public abstract sealed class BandContents permits BandIndex, BandLeaves, BandBlocks {
  private final BandInfo band;
  private final BlockReader blocks;
  private final AlarmBook alarms;
  private @Nullable Map<Long, ArchivePath> originals;

  BandContents(BandInfo band, BlockReader blocks, AlarmBook alarms) {
    this.band = band;
    this.blocks = blocks;
    this.alarms = alarms;
  }

  /// The band.
  public BandInfo band() {
    return band;
  }

  /// The entries of a selection. A file of very many extents has several entries, one behind the
  /// other.
  public abstract EntrySource entries(Selection selection);

  /// Bytes of all files, −1 where that is not known.
  public abstract long totalBytes();

  BlockReader blocks() {
    return blocks;
  }

  AlarmBook alarms() {
    return alarms;
  }

  /// The entries with the fields of the file that has a link number: the first of these names, and
  /// what continues it. None where they cannot be had.
  List<TreeEntry> originals(long link) throws AbortedException {
    Map<Long, ArchivePath> known = originals;
    if (known == null) {
      known = new HashMap<>();
      EntrySource all = entries(Selection.all());
      for (Optional<TreeEntry> entry = all.next(); entry.isPresent(); entry = all.next()) {
        if (entry.get().link() != 0) {
          known.putIfAbsent(entry.get().link(), entry.get().path());
        }
      }
      originals = known;
    }
    ArchivePath path = known.get(link);
    return path == null ? List.of() : collect(entries(Selection.only(path)));
  }

  private static List<TreeEntry> collect(EntrySource source) throws AbortedException {
    var entries = new ArrayList<TreeEntry>();
    for (Optional<TreeEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
      entries.add(entry.get());
    }
    return entries;
  }
}
