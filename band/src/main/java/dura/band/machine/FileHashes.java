package dura.band.machine;

import dura.band.model.FileExtent;
import dura.band.model.FileKind;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import java.security.MessageDigest;
import java.util.Optional;

/// Compares the SHA-256 of files with those of their extents (format-spec/70-index.md), entry by entry
/// in order of the index. Not for concurrent use.
public final class FileHashes {
  private MessageDigest digest = Sha256.digest();
  private long extents;

  /// Takes the next entry.
  ///
  /// @return which rule the file breaks that it ends, if it breaks one
  public Optional<String> add(TreeEntry entry) {
    if (entry.kind() != FileKind.FILE) {
      return Optional.empty();
    }
    for (FileExtent extent : entry.extents()) {
      digest.update(extent.sha256().asByteBuffer());
      extents++;
    }
    if (entry.continued()) {
      return Optional.empty();
    }
    ByteSlice own = ByteSlice.of(digest.digest());
    long count = extents;
    digest = Sha256.digest();
    extents = 0;
    ByteSlice said = ByteSlice.of(entry.fields().getFileSha256());
    return (count > 1 || said.length() > 0) && !said.equals(own)
        ? Optional.of("the file SHA-256 is not that of its extents")
        : Optional.empty();
  }
}
