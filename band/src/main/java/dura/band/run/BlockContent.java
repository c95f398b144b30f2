package dura.band.run;

import dura.codec.compress.DecompressFailure;
import dura.codec.compress.FrameCodec;
import dura.codec.compress.FrameRun;
import dura.proto.Compression;
import dura.spec.Limits;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A block after decryption, and where its frames are.
///
/// @param path of the object, for alarms
/// @param content the frames; empty where the block cannot be had
/// @param compression of the frames
/// @param frames where they are, in order of the tar; gaps between them are lost
/// @param trusted whether the block is known to be what was written
/// @param alarms what was noticed on the way
@SuppressWarnings("ArrayRecordComponent") // large; compared by nobody
record BlockContent(String path, byte[] content, Compression compression, List<Frame> frames,
    boolean trusted, List<Alarm> alarms) implements ContentCache.Sized {
  /// A frame.
  ///
  /// @param number its place in the list
  /// @param offset in the content
  /// @param length in the content
  /// @param rawOffset in the tar
  /// @param rawLength in the tar
  record Frame(int number, int offset, int length, int rawOffset, int rawLength) {
    int rawEnd() {
      return rawOffset + rawLength;
    }
  }

  /// The raw bytes of a frame.
  ///
  /// @param raw none where it cannot be decompressed
  @SuppressWarnings("ArrayRecordComponent") // large; compared by nobody
  record Raw(Frame frame, Optional<byte[]> raw, List<Alarm> alarms)
      implements ContentCache.Sized {
    @Override
    public long bytes() {
      return raw.map(bytes -> bytes.length).orElse(0);
    }
  }

  @Override
  public long bytes() {
    return content.length;
  }

  /// The block whose object is `object`.
  static BlockContent of(String path, ObjectContent object) {
    if (object.content().isEmpty()) {
      return new BlockContent(path, new byte[0], object.compression(), List.of(), false,
          object.alarms());
    }
    byte[] content = object.content().get();
    return FrameCodec.of(object.compression())
        .outline(content, Limits.MAX_BLOCK_RAW_BYTES)
        .map(outline -> new BlockContent(path, content, object.compression(), frames(outline),
            object.trusted(), object.alarms()))
        .orElseGet(() -> searched(path, content, object));
  }

  private static List<Frame> frames(List<FrameCodec.Outline> outline) {
    var frames = new ArrayList<Frame>(outline.size());
    int rawOffset = 0;
    for (FrameCodec.Outline frame : outline) {
      frames.add(new Frame(frames.size(), frame.offset(), frame.length(), rawOffset,
          frame.rawLength()));
      rawOffset += frame.rawLength();
    }
    return frames;
  }

  /// The frames as a walk over the content finds them. Behind a gap of unknown length nothing has a
  /// known place any more.
  private static BlockContent searched(String path, byte[] content, ObjectContent object) {
    var alarms = new ArrayList<>(object.alarms());
    var frames = new ArrayList<Frame>();
    FrameRun run = FrameCodec.of(object.compression())
        .salvage(content, Limits.MAX_BLOCK_RAW_BYTES);
    int rawOffset = 0;
    for (FrameRun.Part part : run.parts()) {
      switch (part) {
        case FrameRun.Frame frame -> {
          frames.add(new Frame(frames.size(), frame.offset(), frame.length(), rawOffset,
              frame.raw().length));
          rawOffset += frame.raw().length;
        }
        case FrameRun.Gap gap -> {
          alarms.add(failed(path, gap.offset(), gap.failure()));
          if (gap.rawLength() < 0) {
            return new BlockContent(path, content, object.compression(), frames, false, alarms);
          }
          rawOffset += (int) gap.rawLength();
        }
      }
    }
    return new BlockContent(path, content, object.compression(), frames, object.trusted(),
        alarms);
  }

  /// The frames that hold the raw bytes `[from, to)`; none where some of these bytes are in no
  /// frame.
  List<Frame> covering(int from, int to) {
    var covering = new ArrayList<Frame>();
    int at = from;
    int low = 0;
    int high = frames.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (frames.get(middle).rawEnd() <= from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    while (at < to) {
      if (low >= frames.size() || frames.get(low).rawOffset() > at) {
        return List.of();
      }
      Frame frame = frames.get(low);
      covering.add(frame);
      at = frame.rawEnd();
      low++;
    }
    return covering;
  }

  /// Decompresses a frame.
  Raw decode(Frame frame) {
    try {
      byte[] raw = FrameCodec.of(compression)
          .decompressFrame(content, frame.offset(), frame.length(), frame.rawLength());
      if (raw.length == frame.rawLength()) {
        return new Raw(frame, Optional.of(raw), List.of());
      }
      return new Raw(frame, Optional.empty(), List.of(Alarm.found(AlarmCode.DECOMPRESS_FAILED,
          path, "frame " + frame.number() + " has " + raw.length + " bytes")));
    } catch (DecompressFailure failure) {
      return new Raw(frame, Optional.empty(), List.of(failed(path, frame.offset(), failure)));
    }
  }

  private static Alarm failed(String path, int offset, DecompressFailure failure) {
    return Alarm.found(AlarmCode.DECOMPRESS_FAILED, path,
        "content at " + offset + ": " + failure.getMessage());
  }

  /// All raw bytes in front of the first loss.
  byte[] rawPrefix() {
    byte[] raw = new byte[frames.isEmpty() ? 0 : frames.getLast().rawEnd()];
    int at = 0;
    for (Frame frame : frames) {
      Optional<byte[]> bytes = decode(frame).raw();
      if (frame.rawOffset() != at || bytes.isEmpty()) {
        break;
      }
      System.arraycopy(bytes.get(), 0, raw, at, frame.rawLength());
      at = frame.rawEnd();
    }
    return Arrays.copyOf(raw, at);
  }
}
