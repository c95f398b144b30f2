package dura.codec.compress;

import java.util.List;
import java.util.Optional;

/// What came out of a payload's content: frames and, where it is damaged, gaps, in order.
public record FrameRun(List<Part> parts) {
  public FrameRun {
    parts = List.copyOf(parts);
  }

  /// A stretch of the content, `[offset, offset + length)`.
  public sealed interface Part {
    /// Where the stretch begins in the content.
    int offset();

    /// How many bytes of the content it takes.
    int length();
  }

  /// A frame that could be decompressed.
  ///
  /// @param raw its raw bytes, shared, not to be changed
  @SuppressWarnings("ArrayRecordComponent") // large; compared by nobody
  public record Frame(int offset, int length, byte[] raw) implements Part {}

  /// Bytes that could not be decompressed.
  ///
  /// @param rawLength how many raw bytes are missing as far as the damaged bytes themselves tell,
  ///     -1 if they do not; a frame table knows better
  public record Gap(int offset, int length, long rawLength, DecompressFailure failure)
      implements Part {}

  /// The first thing that went wrong, if anything did.
  public Optional<DecompressFailure> firstFailure() {
    return parts.stream()
        .filter(Gap.class::isInstance)
        .findFirst()
        .map(part -> ((Gap) part).failure());
  }

  /// How many raw bytes were decompressed, gaps not counted.
  public long rawLength() {
    return parts.stream().mapToLong(part -> part instanceof Frame f ? f.raw().length : 0).sum();
  }

  /// The raw bytes of the frames before the first gap, one after the other.
  ///
  /// @throws ArithmeticException if they are 2^31 bytes or more
  public byte[] rawBeforeDamage() {
    List<Frame> frames =
        parts.stream().takeWhile(Frame.class::isInstance).map(Frame.class::cast).toList();
    long length = frames.stream().mapToLong(frame -> frame.raw().length).sum();
    byte[] raw = new byte[Math.toIntExact(length)];
    int at = 0;
    for (Frame frame : frames) {
      System.arraycopy(frame.raw(), 0, raw, at, frame.raw().length);
      at += frame.raw().length;
    }
    return raw;
  }

  /// All raw bytes of an undamaged content.
  ///
  /// @throws DecompressFailure the first failure, if there is one
  public byte[] rawOrThrow() throws DecompressFailure {
    Optional<DecompressFailure> failure = firstFailure();
    if (failure.isPresent()) {
      throw failure.get();
    }
    return rawBeforeDamage();
  }
}
