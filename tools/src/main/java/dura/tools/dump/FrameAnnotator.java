package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.compress.DecompressFailure;
import dura.codec.compress.FrameCodec;
import dura.codec.compress.FrameRun;
import dura.proto.Compression;
import dura.spec.Limits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// Contents frame by frame: format-spec/30-compression.md.
final class FrameAnnotator {
  /// Damaged places in one content, after which the rest counts as one.
  private static final int MAX_GAPS = 256;

  /// Raw bytes of all hunks of one object: far more than a writer makes, and an end for bombs.
  private static final long MAX_INDEX_RAW = 1L << 31;

  private final FrameCodec codec;

  FrameAnnotator(Compression compression) {
    this.codec = FrameCodec.of(compression);
  }

  /// The frames of a block, then the tar they hold.
  ///
  /// @param content all there
  Iterable<Node> block(Span content) {
    FrameRun run = codec.salvage(whole(content.bytes()), Limits.MAX_BLOCK_RAW_BYTES);
    var nodes = new ArrayList<Node>();
    long raw = 0;
    for (FrameRun.Part part : run.parts()) {
      Span span = content.slice(part.offset(), part.offset() + (long) part.length());
      String name = "frame[" + nodes.size() + "]";
      switch (part) {
        case FrameRun.Frame frame -> {
          nodes.add(Node.leaf(name, span, Meanings.text("frame", frame.raw().length, raw)));
          raw += frame.raw().length;
        }
        case FrameRun.Gap gap -> {
          nodes.add(Node.leaf(name, span, "").bad(reason(gap.failure())));
          raw += Math.max(0, gap.rawLength());
        }
      }
    }
    fillGaps(nodes, content);
    nodes.add(TarAnnotator.annotate(run));
    return nodes;
  }

  /// Frames that hold nothing, as skippable ones, are no part of a run.
  private static void fillGaps(List<Node> frames, Span content) {
    var filled = new ArrayList<Node>();
    long at = 0;
    for (Node frame : frames) {
      long from = frame.span().offset() - content.offset();
      if (from > at) {
        filled.add(Node.leaf("skipped[" + filled.size() + "]", content.slice(at, from), ""));
      }
      filled.add(frame);
      at = from + frame.span().length();
    }
    if (at < content.length()) {
      filled.add(Node.leaf("skipped[" + filled.size() + "]", content.from(at), ""));
    }
    frames.clear();
    frames.addAll(filled);
  }

  private static byte[] whole(ByteSlice bytes) {
    return bytes.length() == bytes.array().length ? bytes.array() : bytes.toByteArray();
  }

  private static String reason(DecompressFailure failure) {
    return Meanings.text("frame-bad", failure.getMessage());
  }

  /// The frames of an index object, each with its hunk. One hunk at a time is decompressed.
  ///
  /// @param content all there
  Iterable<Node> index(Span content, HunkAnnotator hunks) {
    return () -> new Hunks(content, hunks);
  }

  private final class Hunks implements Iterator<Node> {
    private final Span content;
    private final HunkAnnotator hunks;
    private int at;
    private int number;
    private int gaps;
    private long rawLeft = MAX_INDEX_RAW;

    Hunks(Span content, HunkAnnotator hunks) {
      this.content = content;
      this.hunks = hunks;
    }

    @Override
    public boolean hasNext() {
      return at < content.length();
    }

    @Override
    public Node next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      String name = "frame[" + number++ + "]";
      ByteSlice bytes = content.bytes();
      int base = bytes.offset();
      int limit = base + bytes.length();
      int from = at;
      try {
        int maxRaw = (int) Math.min(Limits.MAX_HUNK_RAW_BYTES, rawLeft);
        FrameCodec.Decoded frame = codec.decodeAt(bytes.array(), base + at, limit, maxRaw);
        rawLeft -= frame.raw().length;
        at += Math.max(1, frame.length());
        return hunk(name, content.slice(from, at), frame.raw());
      } catch (DecompressFailure failure) {
        gaps++;
        at = gaps < MAX_GAPS && rawLeft > 0
            ? codec.findFrame(bytes.array(), base + at + 1, limit) - base
            : bytes.length();
        return Node.leaf(name, content.slice(from, at), "").bad(reason(failure));
      }
    }

    private Node hunk(String name, Span span, byte[] raw) {
      String value = Meanings.text("hunk-frame", raw.length, Sha256.of(span.bytes()).toHex());
      Span inside = Span.of(Space.RAW, 0, ByteSlice.of(raw));
      return Node.branch(name, span, value, List.of(hunks.annotate(inside)));
    }
  }
}
