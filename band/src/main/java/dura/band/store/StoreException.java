package dura.band.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A place, mostly a remote one, failed in a way that is understood. A right that is denied is a
/// [java.nio.file.AccessDeniedException] instead.
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  private final StoreFailure failure;
  private final String location;
  private final String detail;
  private final transient Optional<Duration> retryAfter;

  /// @param location the place, or the object in it, as a user names it
  /// @param detail what the place, or a library, said; may be empty
  public StoreException(StoreFailure failure, String location, String detail) {
    this(failure, location, detail, Optional.empty());
  }

  /// @param retryAfter for how long the place asks to be left alone
  public StoreException(
      StoreFailure failure, String location, String detail, Optional<Duration> retryAfter) {
    super(location + ": " + failure + (detail.isEmpty() ? "" : " (" + detail + ")"));
    this.failure = failure;
    this.location = location;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }

  /// The same failure with what led to it.
  public StoreException causedBy(Throwable cause) {
    initCause(cause);
    return this;
  }

  public StoreFailure failure() {
    return failure;
  }

  /// The place, or the object in it, as a user names it.
  public String location() {
    return location;
  }

  /// What the place, or a library, said; may be empty.
  public String detail() {
    return detail;
  }

  /// For how long the place asks to be left alone.
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
