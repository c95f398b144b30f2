package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.band.model.FileKind;
import dura.band.model.Timestamp;
import dura.band.model.TreeEntry;
import dura.band.source.DeviceNumber;
import dura.band.source.FileMetadata;
import dura.codec.bytes.ByteSlice;

/// What the machine wants done.
public sealed interface RestoreEffect {
  /// Answered by [RestoreEvent.Entry] or [RestoreEvent.NoMoreEntries].
  record NextEntry() implements RestoreEffect {}

  /// Begin to fetch an extent. Not answered.
  record Prefetch(long number, FileExtent extent) implements RestoreEffect {}

  /// Hand over a fetched extent; answered by [RestoreEvent.Taken].
  record Take(long number) implements RestoreEffect {}

  /// An extent will not be taken. Not answered.
  record Release(long number) implements RestoreEffect {}

  /// Make a file of one entry, with the extents that are being fetched from `firstNumber` on, beside
  /// whatever else is done. Answered when it is awaited.
  record PutFile(TreeEntry entry, long firstNumber, FileMetadata metadata)
      implements RestoreEffect {}

  /// Say what became of the file that was handed over first and not awaited yet; answered by
  /// [RestoreEvent.Stored].
  record AwaitFile() implements RestoreEffect {}

  /// Find the entries of the file with a link number that carry its fields; answered by
  /// [RestoreEvent.Originals].
  record FindOriginals(long link) implements RestoreEffect {}

  /// A file with a link number is there under `path`. Not answered.
  record Remember(long link, ArchivePath path) implements RestoreEffect {}

  /// Something is done to the target; answered by [RestoreEvent.Done].
  sealed interface ToTarget extends RestoreEffect {}

  /// Make a directory that gets its metadata in the end.
  record MakeDirectory(ArchivePath path) implements ToTarget {}

  /// Make a directory on the way to an entry, of which nothing is known.
  record MakeParent(ArchivePath path) implements ToTarget {}

  /// Make a file and keep it open.
  ///
  /// @param size and
  /// @param modified of a file that is taken for this one where it is there already
  record CreateFile(ArchivePath path, long size, Timestamp modified) implements ToTarget {}

  /// Write to the open file.
  record Write(long offset, ByteSlice bytes) implements ToTarget {}

  /// Give the open file its size and its metadata, then its name, and close it.
  record FinishFile(ArchivePath path, long size, FileMetadata metadata) implements ToTarget {}

  /// Close the open file and remove it: it would be taken for a whole one.
  record AbandonFile() implements ToTarget {}

  record MakeSymlink(ArchivePath path, ByteSlice target, Timestamp modified)
      implements ToTarget {}

  /// Give the file that was remembered under a link number one more name.
  record MakeHardLink(ArchivePath path, long link) implements ToTarget {}

  record MakeNode(ArchivePath path, FileKind kind, DeviceNumber node, Timestamp modified)
      implements ToTarget {}

  record SetMetadata(ArchivePath path, FileKind kind, FileMetadata metadata)
      implements ToTarget {}
}
