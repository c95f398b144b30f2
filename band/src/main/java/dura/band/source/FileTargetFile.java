package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.posix.Libc;
import dura.band.posix.PosixException;
import dura.band.posix.Stat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A file on disk that is open for writing. Used by one thread at a time.
final class FileTargetFile implements TargetFile {
  private final NewFile file;
  private final ArchivePath path;
  private final Existing existing;
  private final OpenDirectories directories;
  private final MetadataSetter metadataSetter;
  private final Stat made;
  private long end;
  private boolean named;
  private boolean closed;

  private interface Use {
    void at(FilePlace place) throws PosixException;
  }

  private FileTargetFile(NewFile file, ArchivePath path, Existing existing,
      OpenDirectories directories, MetadataSetter metadataSetter, Stat made, boolean named) {
    this.file = file;
    this.path = path;
    this.existing = existing;
    this.directories = directories;
    this.metadataSetter = metadataSetter;
    this.made = made;
    this.end = made.size();
    this.named = named;
  }

  /// A file that has no name yet.
  ///
  /// @param file open; this closes it
  /// @param existing what to do where the name is taken by then
  static FileTargetFile unnamed(NewFile file, ArchivePath path, Existing existing,
      OpenDirectories directories, MetadataSetter metadataSetter) throws PosixException {
    return new FileTargetFile(file, path, existing, directories, metadataSetter,
        Libc.stat(file.descriptor()), false);
  }

  /// A file that has its name already.
  ///
  /// @param descriptor open; this closes it
  /// @param found what it is
  static FileTargetFile named(int descriptor, Stat found, ArchivePath path,
      OpenDirectories directories, MetadataSetter metadataSetter) {
    return new FileTargetFile(new NewFile(descriptor, Optional.empty()), path, Existing.KEEP,
        directories, metadataSetter, found, true);
  }

  /// Does something in the file's directory.
  private void use(Use use) throws PosixException {
    try (OpenDirectories.Pin parent = directories.pin(path.parent())) {
      use.at(new FilePlace(path, parent.descriptor(), existing));
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }

  @Override
  public void write(long offset, byte[] from, int at, int length) throws IOException {
    try {
      int done = 0;
      while (done < length) {
        done += Libc.pwrite(descriptor(), offset + done, from, at + done, length - done);
        end = Math.max(end, offset + done);
      }
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }

  @Override
  public void setSize(long size) throws IOException {
    if (size == end) {
      return;
    }
    try {
      Libc.ftruncate(descriptor(), size);
      end = size;
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }

  @Override
  public void sync() throws IOException {
    try {
      Libc.fsync(descriptor());
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }

  /// A closed descriptor's number may be another file's by now.
  private int descriptor() {
    if (closed) {
      throw new IllegalStateException(path + " is closed");
    }
    return file.descriptor();
  }

  @Override
  public List<MetadataFailure> finish(FileMetadata metadata) throws IOException {
    boolean finished = false;
    try {
      List<MetadataFailure> failures =
          metadataSetter.apply(new MetadataSetter.OpenFile(path, descriptor()), made, metadata);
      close();
      finished = true;
      return failures;
    } finally {
      if (!finished) {
        abandon();
      }
    }
  }

  @Override
  public void abandon() throws IOException {
    try {
      closeDescriptor();
    } finally {
      if (named) {
        named = false;
        use(place -> place.removeIf(FileStat.of(made)));
      } else if (file.temporary().isPresent()) {
        use(file::discard);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (!named && !closed) {
        use(file::publish);
        named = true;
      }
    } finally {
      closeDescriptor();
    }
  }

  private void closeDescriptor() throws PosixException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      Libc.close(file.descriptor());
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }
}
