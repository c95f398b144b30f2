package dura.band.machine;

import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import java.util.List;

/// What happened.
public sealed interface RestoreEvent {
  /// The first event.
  record Begin() implements RestoreEvent {}

  record Entry(TreeEntry entry) implements RestoreEvent {}

  record NoMoreEntries() implements RestoreEvent {}

  record Taken(Fetched fetched) implements RestoreEvent {}

  /// What became of a file that was handed over.
  ///
  /// @param written bytes
  /// @param lost extents that are holes now
  record Stored(Outcome outcome, long written, List<LostExtent> lost) implements RestoreEvent {}

  /// An extent that could not be had.
  ///
  /// @param index among the entry's extents
  record LostExtent(int index, Fetched instead) {}

  /// What was found of a file with several names.
  ///
  /// @param entries the one that carries the fields and those that continue it; none where it
  ///     cannot be had
  record Originals(List<TreeEntry> entries) implements RestoreEvent {}

  record Done(Outcome outcome) implements RestoreEvent {}

  /// What came of fetching an extent.
  sealed interface Fetched {
    /// The extent's bytes: their SHA-256 agrees.
    record Bytes(ByteSlice bytes) implements Fetched {}

    /// Others, which nobody may take for the extent's.
    record Mismatch() implements Fetched {}

    /// Nothing.
    ///
    /// @param reason for people
    record Unavailable(String reason) implements Fetched {}
  }

  /// What came of an effect on the target.
  sealed interface Outcome {
    /// Done; the thing was not there before, or was left unfinished by a restore before.
    record Made() implements Outcome {}

    /// It was there already: the directory, or what equals the entry in size and time.
    record There() implements Outcome {}

    /// The name is taken and what has it was kept.
    record Exists() implements Outcome {}

    /// No file was remembered under the link number.
    record NoOriginal() implements Outcome {}

    /// The system forbids it.
    record Denied(String reason) implements Outcome {}

    /// It failed.
    record Failed(String reason) implements Outcome {}

    /// Done, but some of the metadata could not be set.
    record Incomplete(List<String> aspects) implements Outcome {}
  }
}
