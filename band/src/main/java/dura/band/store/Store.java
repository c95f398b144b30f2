package dura.band.store;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A place that holds an archive. Paths are those of format-spec/80-archive.md: relative, of
/// `[A-Za-z0-9.-]` components joined by `/`. Thread-safe. What a method throws means that the place
/// failed, never that bytes are wrong.
public interface Store extends Closeable {
  /// What became of a put.
  enum Put {
    /// The object is there, whole and durable.
    STORED,
    /// The path was taken; what is there was left as it is.
    EXISTS
  }

  /// A name directly below a directory.
  ///
  /// @param name last component
  /// @param directory whether further names stand below it
  /// @param length bytes of an object; 0 for a directory
  record Listed(String name, boolean directory, long length) {}

  /// Replaces an object in one step; what was there before stays whole until then.
  interface Replacing {
    /// Puts `bytes` in place of what is at `path`, or where nothing is.
    void replace(String path, ByteSlice bytes) throws IOException;
  }

  /// Stores an object under a path that is free. When this returns [Put#STORED] the object is
  /// durable; when it throws, nothing that looks whole was left.
  Put putIfAbsent(String path, ByteSlice bytes) throws IOException;

  /// All of an object; empty where there is none. Parts that cannot be read are reported as
  /// unreadable ranges: only if nothing at all can be read is it an exception.
  Optional<StoredBytes> read(String path) throws IOException;

  /// Up to `length` bytes of an object from `offset`; empty where there is no object. Unreadable
  /// ranges count from the start of what is returned.
  Optional<StoredBytes> read(String path, long offset, int length) throws IOException;

  /// Names directly below `directory` (`""` is the archive itself), in order; none where there is no
  /// such directory.
  List<Listed> list(String directory) throws IOException;

  /// Removes an object.
  ///
  /// @return whether it was there
  boolean delete(String path) throws IOException;

  /// The way to replace objects, where this place has one.
  Optional<Replacing> replacing();

  /// The place as a user names it, for messages.
  String location();
}
