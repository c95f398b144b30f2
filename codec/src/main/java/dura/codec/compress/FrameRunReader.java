package dura.codec.compress;

import dura.codec.compress.DecompressFailure.Reason;
import dura.spec.Limits;
import java.util.ArrayList;
import java.util.List;

/// Walks over the frames of a content; the same walk for every compression.
final class FrameRunReader {
  /// The most parts of a run, so that a payload of tiny frames does not fill the memory with
  /// bookkeeping.
  static final int MAX_PARTS = Limits.MAX_PAYLOAD_FRAMES;

  /// What a failed attempt costs at least, in raw bytes.
  private static final long MIN_ATTEMPT = 1 << 16;

  /// Raw bytes a search may make in vain, whatever the bound of its result.
  private static final long MIN_SEARCH = 1 << 26;

  private final FrameCodec codec;
  private final byte[] content;
  private final List<FrameRun.Part> parts = new ArrayList<>();

  /// Raw bytes the result may still get.
  private long left;

  /// Raw bytes that may still be made in vain: forged frames that each fail at their end must not
  /// multiply.
  private long vain;

  private int at;

  private FrameRunReader(FrameCodec codec, byte[] content, long maxRaw) {
    this.codec = codec;
    this.content = content;
    this.left = maxRaw;
    this.vain = Math.max(2 * maxRaw, MIN_SEARCH);
  }

  static FrameRun readUpToDamage(FrameCodec codec, byte[] content, long maxRaw) {
    FrameRunReader reader = new FrameRunReader(codec, content, maxRaw);
    while (reader.at < content.length) {
      try {
        reader.frame();
      } catch (DecompressFailure failure) {
        reader.giveUp(failure);
      }
    }
    return new FrameRun(reader.parts);
  }

  static FrameRun readAroundDamage(FrameCodec codec, byte[] content, long maxRaw) {
    FrameRunReader reader = new FrameRunReader(codec, content, maxRaw);
    while (reader.at < content.length) {
      try {
        reader.frame();
      } catch (DecompressFailure failure) {
        reader.vain -= Math.max(failure.rawSpent(), MIN_ATTEMPT);
        // A frame that is too long is damage like any other: a flipped bit can make one so.
        if (reader.vain < 0) {
          reader.giveUp(failure);
        } else {
          reader.gap(failure);
        }
      }
    }
    return new FrameRun(reader.parts);
  }

  private void frame() throws DecompressFailure {
    int maxRaw = (int) Math.min(left, Integer.MAX_VALUE);
    FrameCodec.Decoded frame = codec.decodeAt(content, at, content.length, maxRaw);
    if (frame.raw().length > 0) {
      if (parts.size() >= MAX_PARTS) {
        throw new DecompressFailure(Reason.TOO_LONG, "more than " + MAX_PARTS + " frames");
      }
      parts.add(new FrameRun.Frame(at, frame.length(), frame.raw()));
    }
    left -= frame.raw().length;
    at += frame.length();
  }

  private void giveUp(DecompressFailure failure) {
    add(new FrameRun.Gap(at, content.length - at, -1, failure));
  }

  /// The damaged stretch up to the next place where a frame may begin. Whether one does is for the
  /// next step to find out.
  private void gap(DecompressFailure failure) {
    long rawLength = -1;
    int end = codec.findFrame(content, at + 1, content.length);
    if (codec instanceof ZstdFrames) {
      // The block headers of a frame often lead to its end although their content is damaged.
      try {
        ZstdFrame frame = ZstdFrame.at(content, at, content.length);
        boolean endsWell =
            frame.end() == content.length || ZstdFrame.isMagic(content, frame.end());
        if (endsWell && frame.contentSize() <= left) {
          end = frame.end();
          rawLength = frame.contentSize();
          left -= rawLength;
        }
      } catch (DecompressFailure noOutline) {
        failure.addSuppressed(noOutline);
      }
    }
    add(new FrameRun.Gap(at, end - at, rawLength, failure));
  }

  /// Adds a gap; joined with the one before if neither tells its raw length: a magic number that
  /// occurs by chance does not cut a damaged stretch in two.
  private void add(FrameRun.Gap gap) {
    at += gap.length();
    if (!parts.isEmpty()
        && parts.getLast() instanceof FrameRun.Gap before
        && before.rawLength() < 0
        && gap.rawLength() < 0) {
      parts.removeLast();
      gap =
          new FrameRun.Gap(before.offset(), before.length() + gap.length(), -1, before.failure());
    }
    parts.add(gap);
  }
}
