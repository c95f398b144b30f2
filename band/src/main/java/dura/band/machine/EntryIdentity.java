package dura.band.machine;

import com.google.protobuf.ByteString;
import dura.band.model.FileExtent;
import dura.band.model.FileKind;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.Extent;
import dura.proto.IndexEntry;
import java.util.List;

/// What tells whether entries of two bands are the same version of a file: everything that a restore
/// would bring back, wherever it is stored. Number and change time of the inode do not count, nor
/// which number the names of a linked file share.
///
/// @param contents SHA-256 over kind, length, runs of bytes, target and device
/// @param metadata SHA-256 over all else
public record EntryIdentity(ByteSlice contents, ByteSlice metadata) {
  static EntryIdentity of(TreeEntry entry) {
    IndexEntry fields = entry.fields();
    IndexEntry.Builder contents = IndexEntry.newBuilder()
        .setKind(fields.getKind())
        .setSize(fields.getSize())
        .setTarget(fields.getTarget())
        .setDeviceMajor(fields.getDeviceMajor())
        .setDeviceMinor(fields.getDeviceMinor());
    for (Extent extent : fields.getExtentList()) {
      contents.addExtent(extent.toBuilder().clearBand().clearBlock().clearRawOffset());
    }
    IndexEntry metadata = fields.toBuilder()
        .clearPath()
        .clearKind()
        .clearSize()
        .clearTarget()
        .clearDeviceMajor()
        .clearDeviceMinor()
        .clearExtent()
        .clearFileSha256()
        .clearCtimeSeconds()
        .clearCtimeNanos()
        .clearInode()
        .clearContinued()
        .clearInconsistency()
        .setLink(isFurtherName(entry) ? 1 : 0)
        .build();
    return new EntryIdentity(sha256(contents.build().toByteString()),
        sha256(metadata.toByteString()));
  }

  private static ByteSlice sha256(ByteString bytes) {
    return Sha256.of(ByteSlice.of(bytes));
  }

  /// Whether the entry is a name of a file whose fields another entry carries.
  public static boolean isFurtherName(TreeEntry entry) {
    return entry.link() != 0 && entry.fields()
        .toBuilder()
        .clearPath()
        .clearKind()
        .clearLink()
        .build()
        .equals(IndexEntry.getDefaultInstance());
  }

  /// Whether two runs of extents tell for certain that the bytes differ: one range, two hashes.
  static boolean surelyDiffer(List<FileExtent> left, List<FileExtent> right) {
    int at = 0;
    for (FileExtent extent : left) {
      while (at < right.size() && right.get(at).offset() < extent.offset()) {
        at++;
      }
      if (at < right.size() && right.get(at).offset() == extent.offset()
          && right.get(at).length() == extent.length()
          && !right.get(at).sha256().equals(extent.sha256())) {
        return true;
      }
    }
    return false;
  }

  /// Whether the entry may be one of several of its file.
  static boolean isPart(TreeEntry entry) {
    return entry.kind() == FileKind.FILE && (entry.continued() || entry.isOnlyContinuation());
  }
}
