package dura.band.run;

import dura.band.source.PathExclusion.Filter;
import java.util.Optional;

/// Paths that a backup treats in a way of their own.
///
/// @param first says of files that they are stored before all others
/// @param kept says of entries that they are not looked at, but stay as the parent has them, with all
///     below them
public record PathChoices(Optional<Filter> first, Optional<Filter> kept) {
  /// All paths are alike.
  public static final PathChoices NONE = new PathChoices(Optional.empty(), Optional.empty());
}
