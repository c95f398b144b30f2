package dura.band.store;

import dura.band.model.FileKind;
import dura.band.posix.Libc;
import dura.band.posix.Stat;
import dura.codec.envelope.StoredBytes;
import dura.spec.Limits;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// A file that is read as an object whatever its name and wherever it is.
///
/// @param bytes its bytes, at most as many as an object has
/// @param length bytes of the whole file
public record LooseFile(StoredBytes bytes, long length) {
  /// Reads a file, round what the disk does not give back.
  ///
  /// @throws IOException where there is no such file, or it is not a regular one
  public static LooseFile read(Path path) throws IOException {
    // A link that the user names is followed, unlike one inside an archive.
    Path real = path.toRealPath();
    var calls = new PosixFileCalls();
    int file = calls.openFile(Libc.CURRENT_DIRECTORY, PathBytes.of(real));
    try {
      Stat stat = calls.stat(file);
      if (stat.kind() != FileKind.FILE) {
        throw new FileSystemException(path.toString(), null, "not a regular file");
      }
      int wanted = (int) Math.min(stat.size(), Limits.MAX_OBJECT_BYTES);
      return new LooseFile(new SectorReader(calls, file, 0, wanted).read(), stat.size());
    } finally {
      calls.close(file);
    }
  }
}
