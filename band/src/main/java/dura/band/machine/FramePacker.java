package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import java.util.ArrayList;
import java.util.List;

/// Cuts the stream of a band's tar members into frames (format-spec/60-block.md, "Frames"): a member
/// that does not fit into the rest of a frame begins a new one, only a member longer than a frame
/// goes on in further frames.
///
/// @param nextFrame number of the frame being filled
/// @param parts what is in it
/// @param length raw bytes in it
/// @param position raw bytes of all members so far
record FramePacker(long nextFrame, Chain<ByteSlice> parts, int length, long position) {
  /// Raw bytes of the smallest full frame.
  static final int MIN_FRAME = 1 << 18;
  private static final int MAX_FRAME = 1 << 20;
  private static final int GROWTH = 64;

  /// A packer and the frames that it let go.
  record Packed(FramePacker packer, List<Frame> frames) {}

  static FramePacker empty() {
    return new FramePacker(0, Chain.empty(), 0, 0);
  }

  /// Raw bytes that a frame should have now: small in small bands, 1 MiB from 64 MiB on. Depends on
  /// what came before alone, never on how it was compressed.
  int frameTarget() {
    return Math.clamp(position / GROWTH, MIN_FRAME, MAX_FRAME);
  }

  /// Adds one member: header, contents, fill.
  Packed add(List<ByteSlice> member) {
    var frames = new ArrayList<Frame>();
    int memberLength = member.stream().mapToInt(ByteSlice::length).sum();
    int target = frameTarget();
    FramePacker packer = this;
    if (length > 0 && length + memberLength > target) {
      frames.add(packer.frame(true));
      packer = packer.fresh();
    }
    for (ByteSlice part : member) {
      int taken = 0;
      while (taken < part.length()) {
        if (packer.length == target) {
          frames.add(packer.frame(false));
          packer = packer.fresh();
        }
        int take = Math.min(part.length() - taken, target - packer.length);
        packer = packer.with(part.slice(taken, taken + take));
        taken += take;
      }
    }
    return new Packed(packer, frames);
  }

  /// Lets go of the last frame, if there is anything in it.
  Packed flush() {
    return length == 0 ? new Packed(this, List.of()) : new Packed(fresh(), List.of(frame(true)));
  }

  private Frame frame(boolean atMember) {
    return new Frame(nextFrame, parts.toList(), length, atMember);
  }

  private FramePacker fresh() {
    return new FramePacker(nextFrame + 1, Chain.empty(), 0, position);
  }

  private FramePacker with(ByteSlice part) {
    return new FramePacker(nextFrame, parts.plus(part), length + part.length(),
        position + part.length());
  }
}
