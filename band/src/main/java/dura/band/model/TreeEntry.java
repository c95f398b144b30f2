package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.proto.Extent;
import dura.proto.IndexEntry;
import dura.spec.BandName;
import java.util.ArrayList;
import java.util.List;

/// One entry of a band's tree, checked: its path is legal, its fields are within the limits.
///
/// @param path where it stands
/// @param fields as stored; numbers of bands in them mean `bands`
/// @param bands the bands that the entry's hunk names, the one that wrote the hunk first
public record TreeEntry(ArchivePath path, IndexEntry fields, List<BandName> bands) {
  /// What it is.
  public FileKind kind() {
    return switch (fields.getKind()) {
      case FILE -> FileKind.FILE;
      case DIRECTORY -> FileKind.DIRECTORY;
      case SYMLINK -> FileKind.SYMLINK;
      case FIFO -> FileKind.FIFO;
      case SOCKET -> FileKind.SOCKET;
      case CHARACTER_DEVICE -> FileKind.CHARACTER_DEVICE;
      case BLOCK_DEVICE -> FileKind.BLOCK_DEVICE;
      case ENTRY_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("an entry of no kind was let through");
    };
  }

  /// Length of the file; 0 for everything else.
  public long size() {
    return fields.getSize();
  }

  /// The runs of a file's bytes that this entry carries, ordered and disjoint.
  public List<FileExtent> extents() {
    var extents = new ArrayList<FileExtent>(fields.getExtentCount());
    for (int i = 0; i < fields.getExtentCount(); i++) {
      extents.add(extent(i));
    }
    return extents;
  }

  /// Run `index` of the file's bytes.
  public FileExtent extent(int index) {
    Extent extent = fields.getExtent(index);
    return new FileExtent(extent.getOffset(), (int) extent.getLength(),
        bands.get(extent.getBand()), extent.getBlock(), (int) extent.getRawOffset(),
        ByteSlice.of(extent.getSha256()));
  }

  /// Where the last run ends; 0 without runs.
  public long extentsEnd() {
    int count = fields.getExtentCount();
    return count == 0 ? 0 : extent(count - 1).end();
  }

  /// Target of a symbolic link.
  public byte[] target() {
    return fields.getTarget().toByteArray();
  }

  /// Whether the next entry carries further runs of this file.
  public boolean continued() {
    return fields.getContinued();
  }

  /// Whether this entry carries further runs of the file of `before`, the entry in front of it.
  public boolean goesOnWith(TreeEntry before) {
    return before.continued() && path.equals(before.path) && kind() == FileKind.FILE
        && fields.getExtentCount() > 0 && extent(0).offset() >= before.extentsEnd();
  }

  /// Whether this can only be an entry that goes on with a file, not one that begins it.
  public boolean isOnlyContinuation() {
    return extentsEnd() > size();
  }

  /// The number that entries of one file with several names share; 0 for a file with one name.
  public long link() {
    return fields.getLink();
  }

  public Timestamp modified() {
    return new Timestamp(fields.getMtimeSeconds(), fields.getMtimeNanos());
  }
}
