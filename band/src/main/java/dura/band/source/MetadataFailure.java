package dura.band.source;

import dura.band.posix.PosixException;

/// A part of an entry's metadata that could not be set.
///
/// @param aspect which part
/// @param cause the failed call; for an attribute it tells its name
public record MetadataFailure(Aspect aspect, PosixException cause) {
  /// The parts, in the order in which they are set.
  public enum Aspect {
    OWNER, ATTRIBUTE, PERMISSIONS, TIME
  }
}
