package dura.tools.cli;

import dura.band.run.ArchiveException;
import dura.band.run.ArchiveException.Reason;
import dura.spec.BandName;
import java.util.stream.Collectors;

/// Why an archive or a band cannot be read at all, in words.
public final class ArchiveErrors {
  private ArchiveErrors() {}

  /// The error for `exception`.
  public static UserError of(ArchiveException exception) {
    return switch (exception.reason()) {
      case Reason.NotAnArchive(var location) ->
          UserError.failed("archive.not-one", location).causedBy(exception);
      case Reason.NewerFormat(var location, var format) ->
          UserError.failed("archive.newer", location, format).causedBy(exception);
      case Reason.FeaturesUnknown(var features) ->
          UserError.failed("archive.features", String.join(", ", features)).causedBy(exception);
      case Reason.NoBand() -> UserError.failed("archive.no-band").causedBy(exception);
      case Reason.NoSuchBand(var selector) ->
          UserError.failed("archive.no-such-band", selector).causedBy(exception);
      case Reason.AmbiguousBand(var selector, var bands) ->
          UserError.failed("archive.ambiguous-band", selector,
              bands.stream().map(BandName::toString).collect(Collectors.joining(", ")))
              .causedBy(exception);
      case Reason.IndexUnreadable(var band) ->
          UserError.failed("archive.index-unreadable", band).causedBy(exception);
      case Reason.NeedsUnknown(var bands) ->
          UserError.failed("prune.needs-unknown",
              bands.stream().map(BandName::toString).collect(Collectors.joining(", ")))
              .causedBy(exception);
      case Reason.NotConsistent(var location) ->
          UserError.failed("prune.not-consistent", location).causedBy(exception);
      case Reason.TailUnreadable(var band) ->
          UserError.failed("prune.tail-unreadable", band).causedBy(exception);
      case Reason.KeyMissing(var failure) -> CryptErrors.of(failure, "").causedBy(exception);
    };
  }
}
