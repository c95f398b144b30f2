package dura.band.store;

import dura.band.model.FileKind;
import dura.band.model.PrintableBytes;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.posix.Stat;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.spec.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// An archive in a local folder: format-spec/80-archive.md, "In a folder".
///
/// An object is written under a temporary name in its folder, synced, and published by a hard link,
/// which never replaces; then the folder is synced, and those above it whose names are not durable
/// yet. Where there are no hard links a rename that does not replace publishes, and where there is
/// no such rename, an empty file takes the name first. Links inside the archive are not followed,
/// and only regular files are read. New files and folders have the permissions of the archive's
/// folder, less what the umask takes.
///
/// What the system does not permit is an [AccessDeniedException], all else it refuses a
/// [PosixException].
public final class FileStore implements Store {
  private static final int CREATED_ROOT = 0700;
  /// How often a put begins again because a deletion took away the folder it was about to use.
  private static final int MAX_ATTEMPTS = 16;

  private final FileCalls calls;
  private final int root;
  private final String location;
  private final int folderPermissions;
  private final ObjectPublisher publisher;
  private final TemporaryFiles temporaryFiles;
  private final Set<String> durableFolders = ConcurrentHashMap.newKeySet();
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  /// @param root the open folder; closed with the store, by the caller where this throws
  private FileStore(FileCalls calls, InstantSource clock, int root, String location)
      throws PosixException {
    this.calls = calls;
    this.root = root;
    this.location = location;
    int permissions = calls.stat(root).permissions();
    this.folderPermissions = permissions & 0777 | 0700;
    this.publisher = new ObjectPublisher(calls, permissions & 0666 | 0600);
    this.temporaryFiles = new TemporaryFiles(calls, clock);
  }

  /// Opens a folder that is there. Nothing is written until something is put, so one that may only
  /// be read can be opened too.
  ///
  /// @throws LocationException where there is no folder
  public static FileStore open(Path folder) throws IOException {
    return open(folder, new PosixFileCalls(), InstantSource.system());
  }

  static FileStore open(Path folder, FileCalls calls, InstantSource clock) throws IOException {
    String location = folder.toString();
    int root;
    try {
      root = calls.openRoot(PathBytes.of(folder));
    } catch (PosixException failure) {
      throw notOpened(failure, location, LocationException.Problem.MISSING);
    }
    try {
      return new FileStore(calls, clock, root, location);
    } catch (PosixException failure) {
      calls.close(root);
      throw told(failure, location);
    }
  }

  /// Opens a folder for a new archive: one that is empty, or one that is made now, for its owner
  /// alone. `lost+found` and leftovers of killed writers do not count.
  ///
  /// @throws LocationException where something is in it, it is no folder, or its parent is missing
  public static FileStore create(Path folder) throws IOException {
    return create(folder, new PosixFileCalls(), InstantSource.system());
  }

  static FileStore create(Path folder, FileCalls calls, InstantSource clock) throws IOException {
    String location = folder.toString();
    boolean made = true;
    try {
      calls.makeRoot(PathBytes.of(folder), CREATED_ROOT);
    } catch (PosixException failure) {
      if (failure.errno() != Errno.EEXIST) {
        throw notOpened(failure, location, LocationException.Problem.PARENT_MISSING);
      }
      made = false;
    }
    FileStore store = open(folder, calls, clock);
    try {
      if (made) {
        store.syncParentOfRoot();
      }
      store.requireEmpty();
      return store;
    } catch (PosixException failure) {
      store.close();
      throw told(failure, location);
    } catch (LocationException notEmpty) {
      store.close();
      throw notEmpty;
    }
  }

  private void syncParentOfRoot() throws PosixException {
    int parent = calls.openFolder(root, ascii(".."));
    try {
      calls.sync(parent);
    } finally {
      calls.close(parent);
    }
  }

  private void requireEmpty() throws PosixException, LocationException {
    List<String> found = new ArrayList<>();
    calls.list(root, (name, _) -> {
      if (!TemporaryFiles.isTemporary(name)) {
        found.add(PrintableBytes.of(name));
      }
    });
    found.remove("lost+found");
    if (!found.isEmpty()) {
      throw new LocationException(LocationException.Problem.NOT_EMPTY, location);
    }
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    return write(path, (folders, name) -> {
      Put put = publisher.putIfAbsent(folders.folder(), name, bytes);
      try {
        folders.sync(durableFolders);
        return put;
      } catch (PosixException notDurable) {
        if (put == Put.STORED) {
          publisher.withdraw(folders.folder(), name);
        }
        throw notDurable;
      }
    });
  }

  @Override
  public Optional<Replacing> replacing() {
    return Optional.of((path, bytes) -> write(path, (folders, name) -> {
      publisher.replace(folders.folder(), name, bytes);
      folders.sync(durableFolders);
      return Put.STORED;
    }));
  }

  /// What is done to the name of an object in its open folder.
  private interface Writing {
    Put in(FolderChain folders, String name) throws PosixException;
  }

  private Put write(String path, Writing writing) throws IOException {
    List<String> names = StorePath.components(path);
    return using(path, () -> {
      int attempts = 1;
      while (true) {
        try {
          return writeOnce(names, writing);
        } catch (PosixException failure) {
          if (failure.errno() != Errno.ENOENT || attempts == MAX_ATTEMPTS) {
            throw failure;
          }
          attempts++;
        }
      }
    });
  }

  private Put writeOnce(List<String> names, Writing writing) throws PosixException {
    try (
        var folders =
            FolderChain.make(calls, root, names.subList(0, names.size() - 1), folderPermissions)) {
      if (!durableFolders.contains(folders.path())) {
        temporaryFiles.removeLeftovers(folders.folder());
      }
      return writing.in(folders, names.getLast());
    }
  }

  @Override
  public Optional<StoredBytes> read(String path) throws IOException {
    return open(path, (file, length) -> {
      if (length > Limits.MAX_OBJECT_BYTES) {
        throw new FileSystemException(
            fullPath(path), null, length + " bytes are more than an object has");
      }
      var reader = new SectorReader(calls, file, 0, (int) length);
      StoredBytes bytes = reader.read();
      @Nullable PosixException failure = reader.failureOfAll();
      if (failure != null) {
        throw failure;
      }
      return bytes;
    });
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) throws IOException {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(length + " bytes from " + offset);
    }
    return open(path, (file, fileLength) -> {
      long there = Math.max(0, fileLength - offset);
      return new SectorReader(calls, file, offset, (int) Math.min(length, there)).read();
    });
  }

  /// What is done with an open object of a length.
  private interface Reading {
    StoredBytes of(int file, long length) throws IOException;
  }

  private Optional<StoredBytes> open(String path, Reading reading) throws IOException {
    List<String> names = StorePath.components(path);
    return using(path, () -> {
      try (var folders = FolderChain.open(calls, root, names.subList(0, names.size() - 1))) {
        int file = calls.openFile(folders.folder(), ascii(names.getLast()));
        try {
          return readOpen(path, file, reading);
        } finally {
          calls.close(file);
        }
      } catch (PosixException failure) {
        return switch (failure.errno()) {
          case Errno.ENOENT, Errno.ENOTDIR -> Optional.empty();
          case Errno.ELOOP, Errno.ENXIO -> throw notRegular(path);
          default -> throw failure;
        };
      }
    });
  }

  private Optional<StoredBytes> readOpen(String path, int file, Reading reading)
      throws IOException {
    Stat stat = calls.stat(file);
    return switch (stat.kind()) {
      case FILE -> Optional.of(reading.of(file, stat.size()));
      case DIRECTORY -> Optional.empty();
      default -> throw notRegular(path);
    };
  }

  private IOException notRegular(String path) {
    return new FileSystemException(fullPath(path), null, "not a regular file");
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    List<String> names = StorePath.directoryComponents(directory);
    return using(directory, () -> {
      // The store's own descriptor of its root has one position for all threads: opened afresh.
      try (var folders = FolderChain.open(calls, root, names)) {
        int folder = calls.openFolder(folders.folder(), ascii("."));
        try {
          return list(folder);
        } finally {
          calls.close(folder);
        }
      } catch (PosixException failure) {
        return switch (failure.errno()) {
          case Errno.ENOENT, Errno.ENOTDIR -> List.of();
          default -> throw failure;
        };
      }
    });
  }

  private List<Listed> list(int folder) throws PosixException {
    List<byte[]> names = new ArrayList<>();
    calls.list(folder, (name, _) -> {
      if (name[0] != '.') {
        names.add(name);
      }
    });
    List<Listed> listed = new ArrayList<>(names.size());
    for (byte[] name : names) {
      describe(folder, name).ifPresent(listed::add);
    }
    listed.sort(Comparator.comparing(Listed::name));
    return List.copyOf(listed);
  }

  /// One file that the system tells nothing of must not hide all others.
  private Optional<Listed> describe(int folder, byte[] name) {
    String shown = PrintableBytes.of(name);
    try {
      Stat stat = calls.stat(folder, name);
      return Optional.of(switch (Stat.kindOf(stat.mode()).orElse(FileKind.FIFO)) {
        case FILE -> new Listed(shown, false, stat.size());
        case DIRECTORY -> new Listed(shown, true, 0);
        default -> new Listed(shown, false, 0);
      });
    } catch (PosixException failure) {
      return failure.errno() == Errno.ENOENT
          ? Optional.empty()
          : Optional.of(new Listed(shown, false, 0));
    }
  }

  /// Folders that become empty go as well.
  @Override
  public boolean delete(String path) throws IOException {
    List<String> names = StorePath.components(path);
    return using(path, () -> {
      try (var folders = FolderChain.open(calls, root, names.subList(0, names.size() - 1))) {
        calls.remove(folders.folder(), ascii(names.getLast()));
        calls.sync(folders.folder());
        temporaryFiles.removeLeftovers(folders.folder());
        folders.removeEmpty(durableFolders);
        return true;
      } catch (PosixException failure) {
        return switch (failure.errno()) {
          case Errno.ENOENT, Errno.ENOTDIR, Errno.EISDIR -> false;
          default -> throw failure;
        };
      }
    });
  }

  @Override
  public boolean isConsistent() {
    return true;
  }

  @Override
  public String location() {
    return location;
  }

  /// Waits for what is under way.
  @Override
  public void close() throws IOException {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        calls.close(root);
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  /// What needs the root open.
  private interface Use<T> {
    T run() throws IOException;
  }

  /// Keeps the root open for a while, and tells failures of `path`.
  private <T> T using(String path, Use<T> work) throws IOException {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(location + " is closed");
      }
      return work.run();
    } catch (PosixException failure) {
      throw told(failure, fullPath(path));
    } finally {
      use.readLock().unlock();
    }
  }

  private String fullPath(String path) {
    return path.isEmpty() ? location : location + "/" + path;
  }

  private static IOException notOpened(
      PosixException failure, String location, LocationException.Problem whenMissing) {
    IOException told = switch (failure.errno()) {
      case Errno.ENOENT -> new LocationException(whenMissing, location);
      case Errno.ENOTDIR ->
          new LocationException(LocationException.Problem.NOT_A_FOLDER, location);
      default -> told(failure, location);
    };
    if (told.getCause() == null) {
      told.initCause(failure);
    }
    return told;
  }

  private static IOException told(PosixException failure, String fullPath) {
    if (failure.errno() != Errno.EACCES && failure.errno() != Errno.EPERM) {
      return failure.at(fullPath);
    }
    var denied = new AccessDeniedException(
        fullPath, null, failure.symbol() + " (" + failure.call() + ")");
    denied.initCause(failure);
    return denied;
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
