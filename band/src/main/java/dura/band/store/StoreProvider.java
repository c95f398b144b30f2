package dura.band.store;

import java.io.IOException;

/// Opens the stores of one URL scheme. Found by [java.util.ServiceLoader], so an implementation has
/// a public constructor without parameters and is named in
/// `META-INF/services/dura.band.store.StoreProvider`. `band/storage-modules.md` tells how to write one.
public interface StoreProvider {
  /// The scheme in lower case, as `s3`.
  String scheme();

  /// Opens a place that is there. Whether it holds an archive is not looked at.
  ///
  /// @throws LocationException where the user named no such place
  Store open(StoreLocation location) throws IOException;

  /// Opens a new or empty place and makes it first if it is missing.
  ///
  /// @throws LocationException where it is not empty or cannot be one
  Store create(StoreLocation location) throws IOException;

  /// Whether requests go over a network or may get stuck for other reasons: then a [Watchdog] and
  /// retries stand between the store and who uses it.
  default boolean isRemote() {
    return true;
  }
}
