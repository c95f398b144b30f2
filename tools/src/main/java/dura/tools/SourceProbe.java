package dura.tools;

import dura.band.model.ArchivePath;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.source.FileStat;
import dura.band.source.SourceFile;
import dura.band.source.SourceTree;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.util.Optional;

/// Finds out whether anything of a source can be read, before anything is stored.
final class SourceProbe {
  private SourceProbe() {}

  /// Why nothing of `source` can be read; empty where something can.
  static Optional<Alarm> of(SourceTree tree, ArchivePath source) {
    try {
      FileStat stat = tree.stat(source);
      switch (stat.kind()) {
        case DIRECTORY -> tree.list(source);
        case FILE -> {
          try (SourceFile file = tree.open(source, stat)) {
            file.read(0, new byte[1], 0, 1);
          }
        }
        case SYMLINK -> tree.readLink(source);
        case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {
          // Stored as what they are, without reading.
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(alarm(source, e));
    }
  }

  /// The alarm of an entry that cannot be read.
  static Alarm alarm(ArchivePath path, IOException failure) {
    AlarmCode code = failure instanceof PosixException posix
        ? code(posix)
        : AlarmCode.SOURCE_IOERROR;
    return Alarm.found(code, path.toString(), String.valueOf(failure.getMessage()));
  }

  private static AlarmCode code(PosixException failure) {
    return switch (failure.errno()) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ESTALE -> AlarmCode.SOURCE_VANISHED;
      case Errno.EACCES, Errno.EPERM -> AlarmCode.SOURCE_DENIED;
      default -> AlarmCode.SOURCE_IOERROR;
    };
  }
}
