package dura.band.run;

import dura.band.machine.RestoreEffect;
import dura.band.machine.RestoreEvent;
import dura.band.machine.RestoreEvent.Fetched;
import dura.band.machine.RestoreEvent.Outcome;
import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.band.model.FileKind;
import dura.band.model.Timestamp;
import dura.band.model.TreeEntry;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.run.BlockReader.ReadExtent;
import dura.band.source.Existing;
import dura.band.source.FileMetadata;
import dura.band.source.FileStat;
import dura.band.source.MetadataFailure;
import dura.band.source.RestoreTarget;
import dura.band.source.TargetFile;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Does to a target what a restore wants done, and says what came of it.
final class TargetWriter {
  private final RestoreTarget target;
  private final Existing existing;
  private final Map<Long, ArchivePath> linked = new HashMap<>();
  private @Nullable TargetFile open;

  TargetWriter(RestoreTarget target, Existing existing) {
    this.target = target;
    this.existing = existing;
  }

  /// A file with several names is there under `path`.
  void remember(long link, ArchivePath path) {
    linked.put(link, path);
  }

  Outcome perform(RestoreEffect.ToTarget effect) {
    try {
      return attempt(effect);
    } catch (IOException failure) {
      return failed(effect, failure);
    }
  }

  /// What a failure comes to.
  private Outcome failed(RestoreEffect.ToTarget effect, IOException failure) {
    if (failure instanceof PosixException posix) {
      return isTaken(posix) && existing == Existing.KEEP ? taken(effect) : outcome(posix);
    }
    return new Outcome.Failed(String.valueOf(failure.getMessage()));
  }

  /// Makes a file of one entry whole; thread-safe.
  ///
  /// @param read its extents, in order, compared with their SHA-256
  RestoreEvent.Stored put(RestoreEffect.PutFile put, List<ReadExtent> read) {
    TreeEntry entry = put.entry();
    var lost = new ArrayList<RestoreEvent.LostExtent>();
    long written = 0;
    try {
      TargetFile file = target.createFile(entry.path(), existing);
      boolean finished = false;
      try {
        for (int i = 0; i < read.size(); i++) {
          FileExtent extent = entry.extent(i);
          Fetched fetched = read.get(i).fetched();
          if (fetched instanceof Fetched.Bytes(ByteSlice bytes)) {
            file.write(extent.offset(), bytes.array(), bytes.offset(), bytes.length());
            written += bytes.length();
          } else {
            lost.add(new RestoreEvent.LostExtent(i, fetched));
          }
        }
        file.setSize(entry.size());
        FileMetadata metadata = put.metadata();
        List<MetadataFailure> failures =
            file.finish(lost.isEmpty() ? metadata : metadata.withoutTime());
        finished = true;
        return new RestoreEvent.Stored(outcome(failures), written, lost);
      } finally {
        if (!finished) {
          file.abandon();
        }
      }
    } catch (IOException failure) {
      Outcome outcome = failed(new RestoreEffect.CreateFile(entry.path(), entry.size(),
          entry.modified()), failure);
      return new RestoreEvent.Stored(outcome, 0, List.of());
    }
  }

  private Outcome attempt(RestoreEffect.ToTarget effect) throws IOException {
    switch (effect) {
      case RestoreEffect.MakeDirectory(ArchivePath path) -> {
        return target.makeDirectory(path) ? new Outcome.Made() : new Outcome.There();
      }
      case RestoreEffect.MakeParent(ArchivePath path) -> target.makeParent(path);
      case RestoreEffect.CreateFile create -> open = target.createFile(create.path(), existing);
      case RestoreEffect.Write write -> openFile().write(write.offset(), write.bytes().array(),
          write.bytes().offset(), write.bytes().length());
      case RestoreEffect.FinishFile(_, long size, FileMetadata metadata) -> {
        return outcome(finish(size, metadata));
      }
      case RestoreEffect.AbandonFile _ -> abandon();
      case RestoreEffect.MakeSymlink link ->
          target.makeSymlink(link.path(), link.target().toByteArray(), existing);
      case RestoreEffect.MakeHardLink(ArchivePath path, long number) -> {
        ArchivePath original = linked.get(number);
        if (original == null) {
          return new Outcome.NoOriginal();
        }
        target.makeHardLink(path, original, existing);
      }
      case RestoreEffect.MakeNode node ->
          target.makeNode(node.path(), node.kind(), node.node(), existing);
      case RestoreEffect.SetMetadata(ArchivePath path, FileKind kind, FileMetadata metadata) -> {
        return outcome(target.applyMetadata(path, kind, metadata));
      }
    }
    return new Outcome.Made();
  }

  /// Some file systems tell only at the end that there was no room.
  private List<MetadataFailure> finish(long size, FileMetadata metadata) throws IOException {
    try {
      openFile().setSize(size);
      List<MetadataFailure> failures = openFile().finish(metadata);
      open = null;
      return failures;
    } catch (IOException failure) {
      try {
        abandon();
      } catch (IOException left) {
        failure.addSuppressed(left);
      }
      throw failure;
    }
  }

  private TargetFile openFile() {
    if (open == null) {
      throw new IllegalStateException("no file is open");
    }
    return open;
  }

  /// Gives up the file that is open, if one is: of a file that is not whole nothing stays.
  void abandon() throws IOException {
    TargetFile file = open;
    open = null;
    if (file != null) {
      file.abandon();
    }
  }

  private static boolean isTaken(PosixException failure) {
    return failure.errno() == Errno.EEXIST;
  }

  /// What comes of an entry whose name is taken: what equals it was restored before.
  private Outcome taken(RestoreEffect.ToTarget effect) {
    try {
      return switch (effect) {
        case RestoreEffect.CreateFile(ArchivePath path, long size, Timestamp modified) -> {
          FileStat found = target.stat(path);
          yield found.kind() == FileKind.FILE && found.size() == size
              && found.modified().equals(modified) ? new Outcome.There() : new Outcome.Exists();
        }
        case RestoreEffect.MakeSymlink link -> link(link);
        case RestoreEffect.MakeNode node -> {
          FileStat found = target.stat(node.path());
          boolean same = found.kind() == node.kind()
              && (found.node().equals(node.node()) || !isDevice(node.kind()));
          boolean unfinished = found.permissions() == RestoreTarget.UNFINISHED_NODE;
          yield same && unfinished ? new Outcome.Made()
              : same && found.modified().equals(node.modified())
                  ? new Outcome.There()
              : new Outcome.Exists();
        }
        default -> new Outcome.Exists();
      };
    } catch (IOException _) {
      // Whatever it is, it is not what was restored.
      return new Outcome.Exists();
    }
  }

  /// A link that leads to the same place gets the owner and time it may lack.
  private Outcome link(RestoreEffect.MakeSymlink link) throws IOException {
    FileStat found = target.stat(link.path());
    if (found.kind() != FileKind.SYMLINK
        || !Arrays.equals(target.readLink(link.path()), link.target().toByteArray())) {
      return new Outcome.Exists();
    }
    return found.modified().equals(link.modified()) ? new Outcome.There() : new Outcome.Made();
  }

  private static boolean isDevice(FileKind kind) {
    return kind == FileKind.CHARACTER_DEVICE || kind == FileKind.BLOCK_DEVICE;
  }

  private static Outcome outcome(List<MetadataFailure> failures) {
    if (failures.isEmpty()) {
      return new Outcome.Made();
    }
    return new Outcome.Incomplete(failures.stream()
        .map(failure -> failure.aspect().name().toLowerCase(Locale.ROOT) + ": "
            + failure.cause().symbol())
        .toList());
  }

  private static Outcome outcome(PosixException failure) {
    return switch (failure.errno()) {
      // A link or a file where a directory should be keeps what is below it out.
      case Errno.EEXIST, Errno.ENOTDIR, Errno.ELOOP -> new Outcome.Exists();
      case Errno.EACCES, Errno.EPERM, Errno.EROFS -> new Outcome.Denied(failure.symbol());
      default -> new Outcome.Failed(failure.symbol());
    };
  }
}
