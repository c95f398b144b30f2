package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.codec.bytes.ByteSlice;
import dura.proto.IndexEntry;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a [BackupMachine] is told.
public sealed interface BackupEvent {
  /// The work may begin.
  record Started() implements BackupEvent {}

  /// The band head is durable.
  ///
  /// @param sha256 object SHA-256
  record HeadStored(long length, ByteSlice sha256) implements BackupEvent {}

  /// A directory was listed.
  ///
  /// @param entries with all their metadata but contents, in byte order of their names; files with
  ///     several names carry a `link`, numbered 1, 2, 3, … as they are first seen
  /// @param kept places in `entries` of those that are complete, as the parent has them: they are not
  ///     looked at in the source. Of their links a further name has no fields
  /// @param troubles names that could not be looked at
  record Listed(ArchivePath directory, List<IndexEntry> entries, Set<Integer> kept,
      List<Trouble> troubles) implements BackupEvent {
    /// A directory of which nothing is kept.
    public Listed(ArchivePath directory, List<IndexEntry> entries, List<Trouble> troubles) {
      this(directory, entries, Set.of(), troubles);
    }
  }

  /// The next part of the parent's index was read.
  ///
  /// @param hunks in the order of a walk: inner ones before what is below them
  /// @param entries the next ones, of the parent and of the bands that are taken over
  /// @param ended whether this is all
  record PastRead(List<PastHunk> hunks, List<IndexEntry> entries, boolean ended)
      implements BackupEvent {}

  /// The chunks of the ancestors are known.
  record ChunksGathered(KnownChunks chunks) implements BackupEvent {}

  /// A part of a file was read.
  ///
  /// @param item of the effect that asked for it
  /// @param offset of the first byte of `bytes` in the file; at or, behind a hole, after what was
  ///     asked for
  /// @param bytes may be empty
  /// @param runs the bytes, cut into extents
  /// @param next offset from which to go on
  /// @param end whether this is all
  /// @param changed whether the file changed since it was listed, or since it was begun again
  /// @param unreadable why nothing can be read between the end of `bytes` and `next`, if so
  record WindowRead(long item, long offset, ByteSlice bytes, List<Run> runs, long next,
      boolean end, boolean changed, Optional<Trouble> unreadable) implements BackupEvent {
    /// A part of a file of which everything can be read.
    public WindowRead(long item, long offset, ByteSlice bytes, List<Run> runs, long next,
        boolean end, boolean changed) {
      this(item, offset, bytes, runs, next, end, changed, Optional.empty());
    }
  }

  /// A file changed while it was read, and is open again at its beginning. What was read of it before
  /// counts no more.
  ///
  /// @param item of the effect that asked for a part of it
  /// @param entry what the file is now
  record BeganAgain(long item, IndexEntry entry) implements BackupEvent {}

  /// An extent to be.
  ///
  /// @param offset in the window
  /// @param length bytes
  /// @param sha256 extent SHA-256
  record Run(int offset, int length, ByteSlice sha256) {}

  /// Reading a file failed.
  ///
  /// @param offset from where nothing could be read
  record ReadFailed(long item, long offset, Trouble trouble) implements BackupEvent {}

  /// A frame was compressed.
  record FrameCompressed(long frame, ByteSlice bytes) implements BackupEvent {}

  /// A block or index object is durable.
  ///
  /// @param effect what asked for it
  /// @param length of the object
  /// @param sha256 object SHA-256
  /// @param payloadLength bytes
  /// @param payloadOffset in the object
  /// @param payloadSha256 of the payload
  /// @param sessionKey of an encrypted object, else empty
  /// @param contentOffset in the payload of an encrypted object, else 0
  record MemberStored(BackupEffect.StoreMember effect, long length, ByteSlice sha256,
      long payloadLength, long payloadOffset, ByteSlice payloadSha256, ByteSlice sessionKey,
      long contentOffset) implements BackupEvent {}

  /// A block that was taken over is part of the parity of its group.
  record BlockCovered(BackupEffect.CoverBlock effect) implements BackupEvent {}

  /// So much time went by that a checkpoint is to be made.
  record CheckpointDue() implements BackupEvent {}

  /// A parity object is durable.
  record ParityStored(int group, int index, long length, ByteSlice sha256)
      implements BackupEvent {}

  /// What time it is, in seconds since 1970.
  record ClockRead(long now) implements BackupEvent {}

  /// SHA256SUMS is durable.
  record SumsStored() implements BackupEvent {}

  /// The tail and its copies are durable.
  record TailStored() implements BackupEvent {}

  /// Something of the source could not be had.
  ///
  /// @param path printable
  /// @param detail for people, as the operating system has it
  record Trouble(Kind kind, String path, String detail) {
    /// In which way.
    public enum Kind {
      VANISHED, DENIED, IOERROR, TOO_LONG, METADATA
    }

    /// The alarm that says so.
    public Alarm alarm() {
      return Alarm.found(switch (kind) {
        case VANISHED -> AlarmCode.SOURCE_VANISHED;
        case DENIED -> AlarmCode.SOURCE_DENIED;
        case IOERROR -> AlarmCode.SOURCE_IOERROR;
        case TOO_LONG -> AlarmCode.SOURCE_NAME_TOO_LONG;
        case METADATA -> AlarmCode.SOURCE_METADATA_DENIED;
      }, path, detail);
    }
  }
}
