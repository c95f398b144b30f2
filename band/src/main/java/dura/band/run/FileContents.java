package dura.band.run;

import dura.band.machine.RestoreEvent.Fetched;
import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.io.IOException;

/// Reads the contents of one file, entry by entry, into a sink: exactly as many bytes as the file
/// has, those between its extents as holes. What is lost is an alarm.
public final class FileContents {
  private final ArchivePath path;
  private final ContentSink sink;
  private final BlockReader blocks;
  private final AlarmBook alarms;
  private long size;
  private long at;
  private long lost;
  private boolean continued = true;

  /// @param path that alarms name
  FileContents(ArchivePath path, ContentSink sink, BlockReader blocks, AlarmBook alarms) {
    this.path = path;
    this.sink = sink;
    this.blocks = blocks;
    this.alarms = alarms;
  }

  /// Reads what the next entry of the file lists.
  public void add(TreeEntry entry) throws IOException, AbortedException {
    size = Math.max(size, entry.size());
    for (FileExtent extent : entry.extents()) {
      if (extent.offset() < at || extent.end() > size) {
        continue;
      }
      if (extent.offset() > at) {
        sink.hole(extent.offset() - at);
      }
      read(extent);
      at = extent.end();
    }
    continued = entry.continued();
  }

  /// Ends the file.
  ///
  /// @return how many bytes are lost
  public long end() throws IOException, AbortedException {
    if (at < size) {
      if (continued) {
        raiseLost(at, size - at, "the index entry is lost");
      } else {
        sink.hole(size - at);
      }
      at = size;
    }
    return lost;
  }

  private void read(FileExtent extent) throws IOException, AbortedException {
    BlockReader.ReadExtent read = blocks.read(extent).join().checked(extent);
    alarms.raise(read.alarms());
    switch (read.fetched()) {
      case Fetched.Bytes(ByteSlice bytes) -> sink.bytes(bytes);
      case Fetched.Mismatch _ -> {
        alarms.raise(Alarm.found(AlarmCode.EXTENT_MISMATCH, extent.blockId().path(),
            path + "@" + extent.offset() + "+" + extent.length()));
        raiseLost(extent.offset(), extent.length(), "its bytes have another SHA-256");
      }
      case Fetched.Unavailable(String why) -> raiseLost(extent.offset(), extent.length(), why);
    }
  }

  private void raiseLost(long offset, long length, String reason)
      throws IOException, AbortedException {
    alarms.raise(new Alarm(AlarmCode.EXTENT_LOST,
        Location.range(path.toString(), offset, length), "", reason));
    sink.lost(length);
    lost += length;
  }
}
