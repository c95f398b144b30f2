package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.model.TreeEntry;

/// What a [RestoreMachine] waits for.
sealed interface RestoreStage {
  /// Nothing: it goes on.
  record Ready() implements RestoreStage {}

  /// The next entry.
  record Waiting() implements RestoreStage {}

  /// A directory of which the index has no entry.
  record MakingParent(ArchivePath path) implements RestoreStage {}

  /// The head's entry.
  record Making() implements RestoreStage {}

  /// The entries with the fields of the head's file.
  record Searching() implements RestoreStage {}

  /// An extent, or that it is written: the open file is that of `first`.
  record Writing(TreeEntry first, boolean damaged) implements RestoreStage {}

  /// The entry that goes on with the open file.
  record Continuing(TreeEntry first, boolean damaged) implements RestoreStage {}

  /// The end of the open file, or of an entry without contents.
  record Finishing(TreeEntry first, boolean damaged) implements RestoreStage {}

  /// That the open file is closed.
  record Abandoning() implements RestoreStage {}

  /// The outcome of the file that was handed over first.
  record Awaiting() implements RestoreStage {}

  /// The metadata of a directory.
  record Leaving(ArchivePath path) implements RestoreStage {}

  record Over() implements RestoreStage {}
}
