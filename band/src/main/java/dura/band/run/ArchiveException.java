package dura.band.run;

import dura.codec.crypt.CryptFailure;
import dura.spec.BandName;
import java.util.List;

/// An archive, a band or an index that cannot be read at all, so that there is nothing to go on
/// with. Damage that leaves something to read is an alarm instead.
public final class ArchiveException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  /// Why.
  public sealed interface Reason {
    /// Nothing of an archive is at the place.
    record NotAnArchive(String location) implements Reason {}

    /// The archive is of a format version that came later.
    record NewerFormat(String location, String format) implements Reason {}

    /// Contents need features that this program does not know; checking and repairing do not.
    record FeaturesUnknown(List<String> features) implements Reason {}

    /// No finished band is there.
    record NoBand() implements Reason {}

    /// No band is meant by a selector.
    record NoSuchBand(String selector) implements Reason {}

    /// More than one band is meant by a selector.
    record AmbiguousBand(String selector, List<BandName> bands) implements Reason {}

    /// The index of a band cannot be opened; its blocks may still be read without it.
    record IndexUnreadable(BandName band) implements Reason {}

    /// Nobody can say what these bands need, so nothing may go.
    record NeedsUnknown(List<BandName> bands) implements Reason {}

    /// Of this place it is not known whether all who use it see the same.
    record NotConsistent(String location) implements Reason {}

    /// The band has a tail, though none that can be read: it is not open, and not finished.
    record TailUnreadable(BandName band) implements Reason {}

    /// The index cannot be decrypted.
    record KeyMissing(CryptFailure failure) implements Reason {}
  }

  public ArchiveException(Reason reason) {
    super(reason.toString());
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
