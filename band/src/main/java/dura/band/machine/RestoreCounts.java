package dura.band.machine;

/// What a restore has done so far.
///
/// @param files files with contents, each name of one counted
/// @param directories directories made or found
/// @param links symbolic links
/// @param others fifos, sockets and devices
/// @param bytes bytes written to files, holes not counted
/// @param kept entries that were there before and were kept
/// @param failed entries that could not be restored
/// @param damaged files that lack bytes
/// @param lostBytes bytes that they lack
public record RestoreCounts(long files, long directories, long links, long others, long bytes,
    long kept, long failed, long damaged, long lostBytes) {
  static final RestoreCounts NONE = new RestoreCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

  RestoreCounts file() {
    return new RestoreCounts(files + 1, directories, links, others, bytes, kept, failed, damaged,
        lostBytes);
  }

  RestoreCounts directory() {
    return new RestoreCounts(files, directories + 1, links, others, bytes, kept, failed, damaged,
        lostBytes);
  }

  RestoreCounts link() {
    return new RestoreCounts(files, directories, links + 1, others, bytes, kept, failed, damaged,
        lostBytes);
  }

  RestoreCounts other() {
    return new RestoreCounts(files, directories, links, others + 1, bytes, kept, failed, damaged,
        lostBytes);
  }

  RestoreCounts written(long more) {
    return new RestoreCounts(files, directories, links, others, bytes + more, kept, failed,
        damaged, lostBytes);
  }

  RestoreCounts keptOne() {
    return new RestoreCounts(files, directories, links, others, bytes, kept + 1, failed, damaged,
        lostBytes);
  }

  RestoreCounts failedOne() {
    return new RestoreCounts(files, directories, links, others, bytes, kept, failed + 1, damaged,
        lostBytes);
  }

  RestoreCounts damagedOne() {
    return new RestoreCounts(files, directories, links, others, bytes, kept, failed, damaged + 1,
        lostBytes);
  }

  RestoreCounts lost(long more) {
    return new RestoreCounts(files, directories, links, others, bytes, kept, failed, damaged,
        lostBytes + more);
  }

  /// Entries restored, whole or not.
  public long entries() {
    return files + directories + links + others;
  }
}
