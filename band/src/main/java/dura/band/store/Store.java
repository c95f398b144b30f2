package dura.band.store;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A place that holds an archive. Paths are those of format-spec/80-archive.md: relative, of
/// `[A-Za-z0-9.-]` components joined by `/` ([StorePath]); others are refused with an
/// [IllegalArgumentException]. Thread-safe. What a method throws means that the place failed, never
/// that bytes are wrong; where the place denies a right, it is a
/// [java.nio.file.AccessDeniedException]; what else of a remote place is understood is a
/// [StoreException]. How to write a module for another kind of place: `band/storage-modules.md`.
public interface Store extends Closeable {
  /// What became of a put.
  enum Put {
    /// The object is there, whole and durable.
    STORED,
    /// The path was taken; what is there was left as it is.
    EXISTS
  }

  /// A name directly below a directory. Not everything that is listed need be of an archive: names
  /// that are no [StorePath] are shown in a printable form and cannot be read.
  ///
  /// @param name last component
  /// @param directory whether further names may stand below it
  /// @param length bytes of an object; 0 for a directory, and where the place does not tell
  record Listed(String name, boolean directory, long length) {}

  /// Replaces objects.
  interface Replacing {
    /// Puts `bytes` in place of what is at `path`, or where nothing is.
    void replace(String path, ByteSlice bytes) throws IOException;

    /// Whether that is one step: what was there stays whole until the new bytes have taken its
    /// place. Where it is not, who replaces what cannot be had again keeps the new bytes elsewhere
    /// until they are read back.
    default boolean inOneStep() {
      return true;
    }
  }

  /// Stores an object under a path that is free. When this returns [Put#STORED] the object is
  /// durable; when it throws, nothing that looks whole was left.
  Put putIfAbsent(String path, ByteSlice bytes) throws IOException;

  /// All of an object; empty where there is none. Parts that cannot be read are reported as
  /// unreadable ranges: only if nothing at all can be read is it an exception.
  Optional<StoredBytes> read(String path) throws IOException;

  /// Up to `length` bytes of an object from `offset`; empty where there is no object, no bytes where
  /// it ends before. Unreadable ranges count from the start of what is returned and may be all of it.
  Optional<StoredBytes> read(String path, long offset, int length) throws IOException;

  /// Names directly below `directory` (`""` is the archive itself), in order; none where there is no
  /// such directory. Names that begin with a dot are left out.
  List<Listed> list(String directory) throws IOException;

  /// Removes an object.
  ///
  /// @return whether it was there
  boolean delete(String path) throws IOException;

  /// The way to replace objects, where this place has one.
  Optional<Replacing> replacing();

  /// Whether all who use this place agree: of two that put the same path if absent exactly one wins,
  /// and a list shows whatever was put before it was asked for. Without that, what one writer still
  /// needs must not be deleted by another.
  default boolean isConsistent() {
    return false;
  }

  /// What is peculiar to this place.
  default StoreTraits traits() {
    return StoreTraits.PLAIN;
  }

  /// The place as a user names it, for messages.
  String location();
}
