package dura.band.machine;

import dura.band.machine.BackupState.OpenFile;
import dura.band.machine.BackupState.PendingEntry;
import dura.band.machine.BackupState.PendingExtent;
import dura.band.model.UnknownSize;
import dura.proto.EntryKind;
import dura.proto.Inconsistency;
import dura.proto.IndexEntry;
import dura.spec.Limits;
import java.util.List;
import java.util.Optional;

/// What a checkpoint says of the file that is in closed blocks in part (format-spec/75-band.md,
/// "Checkpoints").
final class PartialEntry {
  private PartialEntry() {}

  /// The entry of the next file, with the extents that are in blocks; empty where there are none. No
  /// block is open.
  static Optional<IndexEntry> next(BackupWork work) {
    if (!work.placing.entries().isEmpty()) {
      PendingEntry pending = work.placing.entries().first();
      return of(work, pending.entry(), pending.extents());
    }
    OpenFile file = work.reading.file();
    if (work.reading.asked().isEmpty() || file.extents().isEmpty() || !file.held().isEmpty()) {
      return Optional.empty();
    }
    IndexEntry entry = work.reading.asked().first().entry();
    return of(work, file.continued() ? rest(entry) : entry, file.extents().toList());
  }

  /// An entry that goes on with a file has nothing of it but its extents.
  private static IndexEntry rest(IndexEntry entry) {
    return IndexEntry.newBuilder().setPath(entry.getPath()).setKind(EntryKind.FILE).build();
  }

  private static Optional<IndexEntry> of(BackupWork work, IndexEntry entry,
      List<PendingExtent> extents) {
    int placed = placed(extents, work.placing);
    if (placed == 0 || entry.getSize() == UnknownSize.BYTES) {
      return Optional.empty();
    }
    IndexEntry.Builder part = entry.toBuilder()
        .clearFileSha256()
        .clearContinued()
        .setInconsistency(Inconsistency.CONSISTENT);
    boolean begins = !part.build().equals(rest(entry));
    PendingExtent last = extents.get(placed - 1);
    if (begins && last.offset() + last.length() > entry.getSize()) {
      // It grew since it was listed: nobody will find it again as it was then.
      return Optional.empty();
    }
    part.setContinued(true);
    extents.subList(0, Math.min(placed, Limits.MAX_ENTRY_EXTENTS))
        .forEach(extent -> part.addExtent(IndexTurn.complete(work.placing, extent)));
    return Optional.of(part.build());
  }

  /// How many extents there are up to the last that was stored for this file and placed. What follows it
  /// and is stored elsewhere may be known by now or not.
  private static int placed(List<PendingExtent> extents, BackupState.Placing placing) {
    int placed = 0;
    long newest = placing.indexed() - 1;
    for (int i = 0; i < extents.size(); i++) {
      ChunkPlace place = extents.get(i).place();
      if (place.band() == 0) {
        if (place.offset() >= placing.blocks().position()) {
          break;
        }
        if (place.offset() > newest) {
          newest = place.offset();
          placed = i + 1;
        }
      }
    }
    return placed;
  }
}
