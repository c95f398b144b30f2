package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.GroupKind;
import dura.codec.bytes.ByteSlice;
import dura.proto.GroupParity;
import dura.proto.Hunk;
import dura.proto.IndexEntry;
import java.util.List;
import java.util.Optional;

/// What a [BackupMachine] asks for. Effects of one step may be performed at once and in any order,
/// except that parity of a group is computed from the members that were stored before.
public sealed interface BackupEffect {
  /// Put the band head.
  record PutHead(BandHead head) implements BackupEffect {}

  /// Which files of the source a walk is about.
  enum Pass {
    /// Those that are to be stored before all others.
    FIRST,
    /// All.
    ALL
  }

  /// List a directory.
  record ListDirectory(ArchivePath directory, Pass pass) implements BackupEffect {}

  /// Read on in the parent's index, which each pass reads from its beginning.
  record ReadPast(Pass pass) implements BackupEffect {}

  /// Find out which chunks the ancestors have: all extents of the parent's index.
  record GatherChunks() implements BackupEffect {}

  /// Read a part of a file; the file stays open until its end was read or it is closed.
  ///
  /// @param item number of the file in this backup
  /// @param entry what was listed
  /// @param offset where to go on
  /// @param length at most this many bytes
  record ReadWindow(long item, IndexEntry entry, long offset, int length)
      implements BackupEffect {}

  /// Compress a frame of a block.
  record Compress(Frame frame) implements BackupEffect {}

  /// Encrypt, encode and put a block or an index object, and add it to the parity of its group.
  ///
  /// @param kind blocks are data, index objects index
  /// @param number of the object
  /// @param group number of its group
  /// @param member its place in the group
  /// @param content frames
  /// @param frames stored and raw lengths of a block's frames, two numbers each
  /// @param chunks that are in a block, in order
  /// @param root of a checkpoint: the last hunk of an index object, to be vouched for and compressed
  record StoreMember(GroupKind kind, int number, int group, int member, List<ByteSlice> content,
      List<Integer> frames, List<BlockChunk> chunks, Optional<Hunk> root) implements BackupEffect {}

  /// Read a block that was taken over, and add it to the parity of a group.
  ///
  /// @param group number of the group
  /// @param member its place in the group
  record CoverBlock(TakenBlock block, int group, int member) implements BackupEffect {}

  /// Put a parity object.
  record StoreParity(GroupParity group) implements BackupEffect {}

  /// Say what time it is.
  record ReadClock() implements BackupEffect {}

  /// Put SHA256SUMS.
  record PutSums(ByteSlice sums) implements BackupEffect {}

  /// Sign the tail, put it and its copies.
  record PutTail(BandTail tail) implements BackupEffect {}
}
