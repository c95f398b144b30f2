package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.compress.FrameRun;
import dura.codec.tar.TarEnd;
import dura.codec.tar.TarEvent;
import dura.codec.tar.TarMember;
import dura.codec.tar.TarScanner;
import dura.spec.Limits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// The tar of a block, member by member: format-spec/60-block.md.
final class TarAnnotator {
  private TarAnnotator() {}

  /// The tar that the frames of a block make up. Where frames are damaged, their raw bytes are zero
  /// as far as their number is known.
  static Node annotate(FrameRun run) {
    boolean known = run.parts()
        .stream()
        .noneMatch(part -> part instanceof FrameRun.Gap gap && gap.rawLength() < 0);
    long length = run.parts().stream().mapToLong(TarAnnotator::rawLength).sum();
    byte[] raw = new byte[Math.toIntExact(length)];
    var scanner = new TarScanner(known ? length : Limits.MAX_BLOCK_RAW_BYTES);
    var events = new ArrayList<TarEvent>();
    int at = 0;
    for (FrameRun.Part part : run.parts()) {
      events.addAll(switch (part) {
        case FrameRun.Frame frame -> {
          System.arraycopy(frame.raw(), 0, raw, at, frame.raw().length);
          yield scanner.feed(frame.raw(), 0, frame.raw().length);
        }
        case FrameRun.Gap gap ->
            gap.rawLength() < 0 ? scanner.lost() : scanner.gap(gap.rawLength());
      });
      at += (int) rawLength(part);
    }
    events.addAll(scanner.end());
    Span span = Span.of(Space.RAW, 0, ByteSlice.of(raw));
    return Node.branch("tar", span, "", () -> new Members(span, events));
  }

  private static long rawLength(FrameRun.Part part) {
    return switch (part) {
      case FrameRun.Frame frame -> frame.raw().length;
      case FrameRun.Gap gap -> Math.max(0, gap.rawLength());
    };
  }

  private static final class Members implements Iterator<Node> {
    private final Span tar;
    private final List<TarEvent> events;
    private long at;
    private int next;
    private int number;

    Members(Span tar, List<TarEvent> events) {
      this.tar = tar;
      this.events = events;
    }

    @Override
    public boolean hasNext() {
      return next < events.size() || at < tar.length();
    }

    @Override
    public Node next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (next == events.size()) {
        return gap(tar.length());
      }
      TarEvent event = events.get(next);
      long begin = switch (event) {
        case TarEvent.Member member -> member.headerOffset();
        case TarEvent.End end -> end.offset();
        case TarEvent.Failure _ -> at;
      };
      if (begin > at) {
        return gap(Math.min(begin, tar.length()));
      }
      next++;
      return switch (event) {
        case TarEvent.Member member -> member(member);
        case TarEvent.End _ -> Node.leaf("end", take(TarEnd.LENGTH), "", Meanings.of("tar end"));
        case TarEvent.Failure failure ->
            Node.leaf("failure[" + next + "]", Span.NONE, "@" + failure.offset(), "")
                .bad(Meanings.text("tar-profile", failure.message()));
      };
    }

    /// Where the next member or the end begins; behind damage that may be inside what the member
    /// before claims.
    private long nextBegin() {
      for (TarEvent event : events.subList(next, events.size())) {
        switch (event) {
          case TarEvent.Member member -> {
            return member.headerOffset();
          }
          case TarEvent.End end -> {
            return end.offset();
          }
          case TarEvent.Failure _ -> {}
        }
      }
      return tar.length();
    }

    private Span take(long length) {
      Span taken = tar.slice(at, Math.min(tar.length(), at + length));
      at = taken.end();
      return taken;
    }

    private Node gap(long end) {
      return Node.leaf("unread[" + at + "]", take(end - at), "").bad(Meanings.text("tar-unread"));
    }

    private Node member(TarEvent.Member event) {
      TarMember member = event.member();
      long header = event.dataOffset() - event.headerOffset();
      Span span = take(Math.min(header + member.size() + member.fillLength(), nextBegin() - at));
      var parts = new Tiles(span);
      parts.leaf("header", header, Meanings.text("member-header", member.mode(), member.uid(),
          member.gid(), Texts.time(member.mtime()), member.user(), member.group()));
      if (member.size() > 0) {
        parts.leaf("contents", member.size(), "");
      }
      if (member.fillLength() > 0 && !parts.isDone()) {
        parts.leaf("zeros", member.fillLength(), "");
      }
      String name = "member[" + number++ + "]";
      String value = Texts.printable(ByteSlice.of(member.name().memberName()));
      Node node = Node.branch(name, span, value, parts.nodes());
      return event.trust() == TarEvent.Trust.CHAINED
          ? node
          : node.meaning(Meanings.text("member-searched"));
    }
  }
}
