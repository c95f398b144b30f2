package dura.band.run;

import dura.band.machine.Finding;
import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.band.model.TreeEntry;
import dura.band.store.Store;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Which files lack bytes because blocks are lost, as far as the index can be read. Indexes are walked
/// entry by entry; nothing but the lost blocks is kept in memory.
public final class AffectedFiles {
  /// A file with bytes in lost blocks.
  ///
  /// @param band whose version of the file it is
  /// @param path in the band's tree
  /// @param bytes of the file that are in lost blocks
  public record Affected(BandName band, ArchivePath path, long bytes) {}

  /// Remembers only whether parts of an index could not be read: all else was told by the check.
  private static final class IndexMonitor implements Monitor {
    private volatile boolean indexLost;

    @Override
    public Reaction alarm(Alarm alarm) {
      if (alarm.code() == AlarmCode.INDEX_LOST) {
        indexLost = true;
      }
      return Reaction.CONTINUE;
    }

    @Override
    public void event(Event event) {}
  }

  private AffectedFiles() {}

  /// Blocks that a check found lost, and no repair brought back.
  public static Set<ObjectId> lostBlocks(FsckReport report) {
    var lost = new HashSet<ObjectId>();
    for (Finding finding : report.findings()) {
      boolean gone = switch (finding.outcome()) {
        case LOST, CONFLICT, DENIED -> true;
        case NOTICE, REPAIRABLE, REPAIRED, COVERED -> false;
      };
      if (gone) {
        ObjectId.ofPath(finding.path()).filter(AffectedFiles::isBlock).ifPresent(lost::add);
      }
    }
    return lost;
  }

  /// Which bytes of blocks are lost: of a block whose bytes are there but not those that the index
  /// names, only these.
  private record Lost(Set<ObjectId> blocks, Map<ObjectId, Set<Location>> ranges) {
    static Lost of(FsckReport report) {
      Set<ObjectId> lost = lostBlocks(report);
      var ranges = new HashMap<ObjectId, Set<Location>>();
      for (Finding finding : report.findings()) {
        Optional<ObjectId> id = ObjectId.ofPath(finding.path()).filter(lost::contains);
        boolean ranged = finding.outcome() == Finding.Outcome.LOST && finding.alarms()
            .stream()
            .allMatch(alarm -> alarm.code() == AlarmCode.EXTENT_MISMATCH
                && alarm.where().offset() >= 0);
        if (id.isPresent() && ranged) {
          lost.remove(id.get());
          ranges.put(id.get(),
              finding.alarms().stream().map(Alarm::where).collect(Collectors.toSet()));
        }
      }
      return new Lost(lost, ranges);
    }

    boolean has(FileExtent extent) {
      ObjectId block = extent.blockId();
      return blocks.contains(block) || ranges.getOrDefault(block, Set.of())
          .contains(Location.range(block.path(), extent.rawOffset(), extent.length()));
    }
  }

  private static boolean isBlock(ObjectId id) {
    return id.name().fits(ObjectKind.BLOCK);
  }

  /// Names the files that have bytes in lost blocks, band by band, in the order of the index.
  ///
  /// @return bands of which not all is known, since their index cannot be read, or not all of it
  /// @throws ArchiveException where the archive cannot be opened at all
  public static List<BandName> find(Store store, Keys keys, FsckReport report,
      Consumer<Affected> to) throws IOException, ArchiveException, AbortedException {
    Lost lost = Lost.of(report);
    var unknown = new ArrayList<BandName>();
    for (BandName name : report.affectedBands()) {
      var monitor = new IndexMonitor();
      ArchiveReader reader = ArchiveReader.open(store, keys, monitor);
      try {
        BandInfo band = reader.band(name);
        if (band.finished()) {
          walk(reader.index(band), lost, to);
        }
      } catch (ArchiveException _) {
        // Neither key nor index: which files the band had is not known.
        monitor.indexLost = true;
      }
      if (monitor.indexLost) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  private static void walk(BandIndex index, Lost lost, Consumer<Affected> to)
      throws AbortedException {
    EntrySource entries = index.entries(Selection.all());
    Optional<ArchivePath> file = Optional.empty();
    long bytes = 0;
    for (Optional<TreeEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
      TreeEntry entry = next.get();
      if (!file.equals(Optional.of(entry.path()))) {
        tell(index, file, bytes, to);
        file = Optional.of(entry.path());
        bytes = 0;
      }
      for (FileExtent extent : entry.extents()) {
        bytes += lost.has(extent) ? extent.length() : 0;
      }
    }
    tell(index, file, bytes, to);
  }

  private static void tell(BandIndex index, Optional<ArchivePath> file, long bytes,
      Consumer<Affected> to) {
    if (file.isPresent() && bytes > 0) {
      to.accept(new Affected(index.band().name(), file.get(), bytes));
    }
  }
}
