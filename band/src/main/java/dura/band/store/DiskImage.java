package dura.band.store;

import dura.band.model.FileKind;
import dura.band.posix.Libc;
import dura.band.posix.Stat;
import dura.codec.envelope.StoredBytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// The bytes of a disk, or of a file that holds those of one. Where it ends is found out by reading, so
/// that devices that do not tell their size serve as well.
public final class DiskImage implements Closeable {
  private final FileCalls calls = new PosixFileCalls();
  private final int file;

  private DiskImage(Path path) throws IOException {
    this.file = calls.openFile(Libc.CURRENT_DIRECTORY, PathBytes.of(path));
  }

  /// Opens a regular file or a block device.
  ///
  /// @throws IOException where there is none
  public static DiskImage open(Path path) throws IOException {
    // A link that the user names is followed.
    var image = new DiskImage(path.toRealPath());
    Stat stat = image.calls.stat(image.file);
    if (stat.kind() != FileKind.FILE && stat.kind() != FileKind.BLOCK_DEVICE) {
      image.close();
      throw new FileSystemException(path.toString(), null, "neither a file nor a disk");
    }
    return image;
  }

  /// Up to `length` bytes from `offset`, round what the disk does not give back; none behind the end.
  public StoredBytes read(long offset, int length) throws IOException {
    return new SectorReader(calls, file, offset, length).read();
  }

  @Override
  public void close() throws IOException {
    calls.close(file);
  }
}
