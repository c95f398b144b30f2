package dura.band.source;

import dura.band.posix.Errno;
import dura.band.posix.Libc;
import dura.band.posix.OpenFlags;
import dura.band.posix.PosixException;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A file that does not have its name yet, so that a process that is killed leaves no part of a file
/// where a whole one belongs.
///
/// Where the file system can, it has no name at all, and nothing is left of it. Elsewhere it has a
/// temporary name, always the same for the same file: whoever restores the file next removes what was
/// left there.
///
/// @param descriptor open for writing
/// @param temporary its name until then, if it has one
record NewFile(int descriptor, Optional<byte[]> temporary) {
  private static final int MODE = 0600;
  private static final int UNNAMED_FLAGS =
      OpenFlags.WRONLY | OpenFlags.TMPFILE | OpenFlags.CLOEXEC;
  private static final int NAMED_FLAGS = OpenFlags.WRONLY | OpenFlags.CREAT | OpenFlags.EXCL
      | OpenFlags.NOFOLLOW | OpenFlags.CLOEXEC;
  private static final byte[] SELF = {'.'};
  private static final String TEMPORARY = ".dura-restoring-";
  private static final int HASH_DIGITS = 16;

  /// Opens a new file.
  static NewFile in(FilePlace place) throws PosixException {
    try {
      return new NewFile(Libc.openat(place.parent(), SELF, UNNAMED_FLAGS, MODE),
          Optional.empty());
    } catch (PosixException failure) {
      return switch (failure.errno()) {
        case Errno.EOPNOTSUPP, Errno.EISDIR, Errno.EINVAL, Errno.ENOENT -> underName(place);
        default -> throw failure;
      };
    }
  }

  static NewFile underName(FilePlace place) throws PosixException {
    byte[] temporary = temporaryName(place);
    int descriptor;
    try {
      descriptor = Libc.openat(place.parent(), temporary, NAMED_FLAGS, MODE);
    } catch (PosixException failure) {
      if (failure.errno() != Errno.EEXIST) {
        throw failure;
      }
      Libc.unlinkat(place.parent(), temporary);
      descriptor = Libc.openat(place.parent(), temporary, NAMED_FLAGS, MODE);
    }
    return new NewFile(descriptor, Optional.of(temporary));
  }

  /// Short whatever the length of the name is, and never the name itself.
  static byte[] temporaryName(FilePlace place) {
    String hash = Sha256.of(ByteSlice.of(place.name())).toHex().substring(0, HASH_DIGITS);
    return (TEMPORARY + hash).getBytes(StandardCharsets.US_ASCII);
  }

  /// Gives the file its name.
  ///
  /// @throws PosixException EEXIST where the name was taken meanwhile and stays so
  void publish(FilePlace place) throws PosixException {
    if (temporary.isPresent()) {
      rename(place, temporary.get());
      return;
    }
    try {
      Libc.linkOpenFile(descriptor, place.parent(), place.name());
    } catch (PosixException failure) {
      if (failure.errno() != Errno.EEXIST || place.existing() == Existing.KEEP) {
        throw failure;
      }
      // A link cannot replace anything, but a rename can.
      byte[] between = temporaryName(place);
      linkAnew(place, between);
      rename(place, between);
    }
  }

  private void linkAnew(FilePlace place, byte[] name) throws PosixException {
    try {
      Libc.linkOpenFile(descriptor, place.parent(), name);
    } catch (PosixException failure) {
      if (failure.errno() != Errno.EEXIST) {
        throw failure;
      }
      Libc.unlinkat(place.parent(), name);
      Libc.linkOpenFile(descriptor, place.parent(), name);
    }
  }

  private static void rename(FilePlace place, byte[] from) throws PosixException {
    try {
      switch (place.existing()) {
        case KEEP -> renameIfAbsent(place, from);
        case REPLACE -> Libc.renameat(place.parent(), from, place.parent(), place.name());
      }
    } catch (PosixException failure) {
      Libc.unlinkat(place.parent(), from);
      throw failure;
    }
  }

  private static void renameIfAbsent(FilePlace place, byte[] from) throws PosixException {
    try {
      Libc.renameatIfAbsent(place.parent(), from, place.parent(), place.name());
    } catch (PosixException failure) {
      if (failure.errno() != Errno.EINVAL && failure.errno() != Errno.ENOSYS) {
        throw failure;
      }
      Libc.linkat(place.parent(), from, place.parent(), place.name());
      Libc.unlinkat(place.parent(), from);
    }
  }

  /// Takes the temporary name away, where there is one.
  void discard(FilePlace place) throws PosixException {
    if (temporary.isPresent()) {
      Libc.unlinkat(place.parent(), temporary.get());
    }
  }
}
