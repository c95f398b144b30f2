package dura.band.machine;

/// What a restore has done so far.
///
/// @param files files with contents, each name of one counted
/// @param directories directories made or found
/// @param links symbolic links
/// @param others fifos, sockets and devices
/// @param bytes bytes written to files, holes not counted
/// @param present entries that were there before, equal in size and time, and were passed over
/// @param kept entries that were there before, as something else, and were kept
/// @param failed entries that could not be restored
/// @param damaged files that lack bytes
/// @param lostBytes bytes that they lack
public record RestoreCounts(long files, long directories, long links, long others, long bytes,
    long present, long kept, long failed, long damaged, long lostBytes) {
  static final RestoreCounts NONE = new RestoreCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  RestoreCounts file() {
    return new RestoreCounts(files + 1, directories, links, others, bytes, present, kept, failed,
        damaged,
        lostBytes);
  }

  RestoreCounts directory() {
    return new RestoreCounts(files, directories + 1, links, others, bytes, present, kept, failed,
        damaged,
        lostBytes);
  }

  RestoreCounts link() {
    return new RestoreCounts(files, directories, links + 1, others, bytes, present, kept, failed,
        damaged,
        lostBytes);
  }

  RestoreCounts other() {
    return new RestoreCounts(files, directories, links, others + 1, bytes, present, kept, failed,
        damaged,
        lostBytes);
  }

  RestoreCounts written(long more) {
    return new RestoreCounts(files, directories, links, others, bytes + more, present, kept, failed,
        damaged, lostBytes);
  }

  RestoreCounts presentOne() {
    return new RestoreCounts(files, directories, links, others, bytes, present + 1, kept, failed,
        damaged, lostBytes);
  }

  RestoreCounts keptOne() {
    return new RestoreCounts(files, directories, links, others, bytes, present, kept + 1, failed,
        damaged,
        lostBytes);
  }

  RestoreCounts failedOne() {
    return new RestoreCounts(files, directories, links, others, bytes, present, kept, failed + 1,
        damaged,
        lostBytes);
  }

  RestoreCounts damagedOne() {
    return new RestoreCounts(files, directories, links, others, bytes, present, kept, failed,
        damaged + 1,
        lostBytes);
  }

  RestoreCounts lost(long more) {
    return new RestoreCounts(files, directories, links, others, bytes, present, kept, failed,
        damaged,
        lostBytes + more);
  }

  /// Entries restored, whole or not.
  public long entries() {
    return files + directories + links + others;
  }
}
