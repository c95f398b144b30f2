package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.Expectation;
import java.util.List;
import java.util.Optional;

/// What a check wants to know of the place that holds the archive.
public sealed interface CheckQuestion {
  /// The names directly below a directory. Answer: [CheckAnswer.Names].
  record Names(String directory) implements CheckQuestion {}

  /// The files below a directory and the directories in it. Answer: [CheckAnswer.Names], with paths
  /// from there.
  record FilesBelow(String directory) implements CheckQuestion {}

  /// The bytes of a file that is no object. Answer: [CheckAnswer.FileBytes].
  ///
  /// @param atMost a file of more bytes is given up to here
  record WholeFile(String path, int atMost) implements CheckQuestion {}

  /// How an object stands. Answer: [Look].
  ///
  /// @param expected what it must be
  /// @param listedSha256 object SHA-256 that it must have, where that is known
  /// @param depth how closely to look
  /// @param keep what of it is needed besides
  record ObjectAt(Expectation expected, Optional<ByteSlice> listedSha256, CheckDepth depth,
      Keep keep) implements CheckQuestion {}

  /// Which objects of a group both codes together can make whole where more are damaged than the
  /// group has parity objects. Answer: [CheckAnswer.Recreatable].
  ///
  /// @param wanted places that are asked about
  record GroupCells(Optional<ByteSlice> archiveId, GroupPlan group, List<Integer> wanted)
      implements CheckQuestion {
    public GroupCells {
      wanted = List.copyOf(wanted);
    }
  }

  /// What of an object comes with the answer.
  enum Keep {
    /// Nothing.
    NOTHING,
    /// The head, without the CRCs of its cells.
    HEAD,
    /// Head and payload; for sheets, which are small.
    PAYLOAD
  }
}
