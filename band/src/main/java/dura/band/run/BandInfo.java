package dura.band.run;

import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import java.util.Optional;

/// What head and tail say of a band.
///
/// @param name of the band
/// @param state whether it is finished
/// @param signature what the signature of its tail is worth
/// @param head from `head.tar`, or as its tail quotes it; empty where neither can be read
/// @param tail of a finished band
/// @param tailSha256 object SHA-256 of the tail, where there is one
public record BandInfo(BandName name, State state, Signature signature, Optional<BandHead> head,
    Optional<BandTail> tail, Optional<ByteSlice> tailSha256) {
  /// How far a band is.
  public enum State {
    /// It has a tail.
    FINISHED,
    /// It was interrupted, or all copies of its tail are lost.
    PARTIAL,
    /// Retention removed it.
    PRUNED,
    /// It was interrupted and given up.
    ABANDONED
  }

  /// What the signature of a tail is worth.
  public enum Signature {
    /// Good, by a signer that the archive header lists.
    GOOD,
    /// Of a signer that the archive header does not list.
    UNKNOWN_SIGNER,
    /// There is none.
    NONE,
    /// The tail or the signature was changed.
    BAD
  }

  /// Whether it can be restored by its index.
  public boolean finished() {
    return state == State.FINISHED;
  }
}
