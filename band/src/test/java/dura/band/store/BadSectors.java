package dura.band.store;

import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import java.util.Set;

/// A disk on which sectors of every file are bad: a read that touches one fails.
final class BadSectors extends WatchedFileCalls {
  /// Numbers of the bad sectors.
  volatile Set<Long> bad = Set.of();

  @Override
  public int read(int file, long offset, byte[] into, int at, int length) throws PosixException {
    long last = (offset + Math.max(1, length) - 1) / SectorReader.SECTOR_BYTES;
    for (long sector = offset / SectorReader.SECTOR_BYTES; sector <= last; sector++) {
      if (bad.contains(sector)) {
        throw new PosixException(Errno.EIO, "pread", "sector " + sector);
      }
    }
    return super.read(file, offset, into, at, length);
  }
}
