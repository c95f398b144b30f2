package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.codec.tar.PieceName;
import dura.codec.tar.TarHeader;
import dura.codec.tar.TarMember;
import dura.codec.tar.TarPath;
import dura.proto.IndexEntry;
import java.util.List;

/// A member of a block's tar: a file, or a piece of one (format-spec/60-block.md).
///
/// @param header with its pax records
/// @param contents may be empty
/// @param fill zero bytes up to a multiple of 512
record PackedMember(ByteSlice header, ByteSlice contents, ByteSlice fill) {
  private static final ByteSlice ZEROS = ByteSlice.of(new byte[TarHeader.BLOCK]);

  /// A file that has no bytes.
  static PackedMember empty(IndexEntry entry) {
    return whole(entry, ByteSlice.EMPTY);
  }

  /// A file in one piece.
  static PackedMember whole(IndexEntry entry, ByteSlice contents) {
    return of(entry, PieceName.whole(path(entry)), contents);
  }

  /// The bytes of a file from `offset`.
  static PackedMember piece(IndexEntry entry, long offset, ByteSlice contents) {
    return of(entry, PieceName.piece(path(entry), offset), contents);
  }

  private static TarPath path(IndexEntry entry) {
    return TarPath.of(entry.getPath().toByteArray());
  }

  private static PackedMember of(IndexEntry entry, PieceName name, ByteSlice contents) {
    var member = new TarMember(name, entry.getMode(), Integer.toUnsignedLong(entry.getUid()),
        Integer.toUnsignedLong(entry.getGid()), contents.length(), entry.getMtimeSeconds(),
        TarMember.ownerName(entry.getUser().toByteArray()),
        TarMember.ownerName(entry.getGroup().toByteArray()));
    return new PackedMember(ByteSlice.of(TarHeader.render(member)), contents,
        ZEROS.slice(0, member.fillLength()));
  }

  List<ByteSlice> parts() {
    return List.of(header, contents, fill);
  }
}
