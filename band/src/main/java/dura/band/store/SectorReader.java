package dura.band.store;

import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a range of an open file round what the disk does not give back. Reading goes in chunks; a
/// chunk that fails is read again sector by sector, and a sector that fails is unreadable.
final class SectorReader {
  static final int SECTOR_BYTES = 4096;
  static final int CHUNK_BYTES = 1 << 18;

  /// What the kernel says of a bad sector, a page whose checksum fails and a damaged file system.
  private static final Set<Integer> MEDIUM_ERRORS =
      Set.of(Errno.EIO, Errno.ENODATA, Errno.EBADMSG, Errno.EUCLEAN);

  private final FileCalls calls;
  private final int file;
  private final long offset;
  private final byte[] into;
  private final List<StoredBytes.Range> unreadable = new ArrayList<>();
  private int done;
  private boolean atEnd;
  private @Nullable PosixException mediumError;

  /// @param offset of the first byte in the file
  /// @param length bytes wanted
  SectorReader(FileCalls calls, int file, long offset, int length) {
    this.calls = calls;
    this.file = file;
    this.offset = offset;
    this.into = new byte[length];
  }

  /// Reads the range, or what there is of it before the end of the file.
  ///
  /// @throws PosixException of the first error that is not about the medium
  StoredBytes read() throws PosixException {
    while (done < into.length) {
      int end = Math.min(into.length, done + CHUNK_BYTES);
      boolean more = readOnce(end) || readSectors(end);
      if (!more) {
        break;
      }
    }
    return new StoredBytes(ByteSlice.of(into, 0, done), unreadable);
  }

  /// The first medium error, where not a single byte could be read for such errors.
  @Nullable
  PosixException failureOfAll() {
    boolean all = unreadable.size() == 1 && unreadable.getFirst()
        .equals(
            new StoredBytes.Range(0, done));
    return all ? mediumError : null;
  }

  /// Reads some of what is before `end`.
  ///
  /// @return whether there was some
  private boolean readOnce(int end) throws PosixException {
    try {
      int got = calls.read(file, offset + done, into, done, end - done);
      atEnd = got == 0;
      done += got;
      return got > 0;
    } catch (PosixException failure) {
      if (!MEDIUM_ERRORS.contains(failure.errno())) {
        throw failure;
      }
      mediumError = mediumError == null ? failure : mediumError;
      return false;
    }
  }

  /// Reads up to `end` sector by sector.
  ///
  /// @return whether the file goes on
  private boolean readSectors(int end) throws PosixException {
    while (done < end && !atEnd) {
      long nextSector = ((offset + done) / SECTOR_BYTES + 1) * SECTOR_BYTES;
      int sectorEnd = (int) Math.min(end, nextSector - offset);
      if (!readOnce(sectorEnd) && !atEnd) {
        passOver(sectorEnd);
      }
    }
    return !atEnd;
  }

  private void passOver(int end) {
    int start = done;
    if (!unreadable.isEmpty() && unreadable.getLast().end() == start) {
      start = (int) unreadable.removeLast().start();
    }
    unreadable.add(new StoredBytes.Range(start, end));
    done = end;
  }
}
