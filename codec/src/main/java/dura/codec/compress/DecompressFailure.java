package dura.codec.compress;

import java.io.Serial;
import java.util.Objects;

/// Compressed bytes that cannot be turned back (`decompress-failed`, `30-compression.md`).
public final class DecompressFailure extends Exception {
  @Serial
  private static final long serialVersionUID = 1L;

  /// Why the bytes were refused.
  public enum Reason {
    /// Not what a compressor of this kind writes, or a check value disagrees.
    BAD_DATA,
    /// More raw bytes than the caller's bound allows; nothing beyond the bound was kept.
    TOO_LONG,
    /// A zstd frame that does not say how long its content is.
    NO_CONTENT_SIZE,
    /// The bytes end inside a frame.
    TRUNCATED,
    /// Decompressing would take a dictionary larger than any writer uses.
    DICTIONARY_TOO_LARGE
  }

  private final Reason reason;
  private final long rawSpent;

  DecompressFailure(Reason reason, String message) {
    super(message);
    this.reason = reason;
    this.rawSpent = 0;
  }

  DecompressFailure(Reason reason, String message, long rawSpent) {
    super(message);
    this.reason = reason;
    this.rawSpent = rawSpent;
  }

  DecompressFailure(Reason reason, Exception cause, long rawSpent) {
    super(Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName()), cause);
    this.reason = reason;
    this.rawSpent = rawSpent;
  }

  /// What kind of trouble it was.
  public Reason reason() {
    return reason;
  }

  /// How many raw bytes were made in vain, at most; what a search for intact frames has to bound.
  long rawSpent() {
    return rawSpent;
  }
}
