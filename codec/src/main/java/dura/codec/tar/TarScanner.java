package dura.codec.tar;

import dura.codec.tar.TarEvent.FailureKind;
import dura.codec.tar.TarEvent.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Reads a block's tar as it comes, piece by piece; however the bytes are cut, the events are the
/// same. Contents are not handed over: members say where in the tar theirs are.
///
/// Goes on behind damage: after a header that is none, and behind a gap it is told of, it searches
/// for the next header at multiples of 512 bytes. Not for concurrent use.
///
/// Headers are checked to the byte, but pax records have no checksum: a damaged digit in one is
/// another value. The index and the hashes of the payload say what is true.
public final class TarScanner {
  /// Bytes taken into the window at a time.
  private static final int STEP = 1 << 16;

  private static final int BLOCK = TarHeader.BLOCK;

  private final long rawLimit;
  private final ByteWindow window = new ByteWindow();
  private List<TarEvent> events = new ArrayList<>();

  /// Offset in the tar of the window's first byte.
  private long at;

  /// Bytes of the current member that are still to come: contents, then fill.
  private long contentLeft;

  private long fillLeft;

  /// Bytes up to the next place where a header can be; only behind a gap.
  private int alignLeft;

  private boolean searching;
  private Trust trust = Trust.CHAINED;
  private int zeroBlocks;
  private boolean ended;
  private boolean endFailed;

  /// A scanner at the beginning of a tar.
  ///
  /// @param rawLimit length of the tar, or the most it may have; members beyond it are refused
  public TarScanner(long rawLimit) {
    this.rawLimit = rawLimit;
  }

  /// Takes the next bytes of the tar.
  ///
  /// @return what was found in them
  public List<TarEvent> feed(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    for (int done = 0; done < length;) {
      int count = Math.min(STEP, length - done);
      window.append(bytes, offset + done, count);
      done += count;
      read();
    }
    return takeEvents();
  }

  /// Tells that the next `length` bytes of the tar are damaged and will not come.
  public List<TarEvent> gap(long length) {
    if (length < 0) {
      throw new IllegalArgumentException("a gap of " + length + " bytes");
    }
    long memberLeft = contentLeft + fillLeft;
    if (!searching && window.length() == 0 && alignLeft == 0 && length <= memberLeft) {
      // All of it inside one member: the place of the next header is known.
      long content = Math.min(length, contentLeft);
      contentLeft -= content;
      fillLeft -= length - content;
      at += length;
    } else {
      loseTrack();
      at += length;
      alignLeft = (int) -at & (BLOCK - 1);
    }
    return takeEvents();
  }

  /// Tells that bytes of unknown number are missing here and that what comes next begins at a
  /// multiple of 512 in the tar. Offsets go on as if nothing were missing.
  public List<TarEvent> lost() {
    loseTrack();
    return takeEvents();
  }

  /// Tells that nothing follows.
  public List<TarEvent> end() {
    if (contentLeft + fillLeft + window.length() > 0) {
      fail(FailureKind.END, "the tar stops inside a member or header");
    } else if (!ended && !searching) {
      fail(FailureKind.END, "the tar stops without its end");
    }
    return takeEvents();
  }

  private void loseTrack() {
    at += window.length();
    window.drop(window.length());
    contentLeft = 0;
    fillLeft = 0;
    alignLeft = 0;
    search();
  }

  private void search() {
    searching = true;
    trust = Trust.SEARCHED;
    zeroBlocks = 0;
  }

  private List<TarEvent> takeEvents() {
    List<TarEvent> taken = events;
    events = new ArrayList<>();
    return List.copyOf(taken);
  }

  /// Reads as far as the window reaches.
  private void read() {
    boolean moved = true;
    while (moved && window.length() > 0) {
      if (alignLeft > 0) {
        int count = Math.min(alignLeft, window.length());
        alignLeft -= count;
        drop(count);
      } else if (contentLeft > 0) {
        int count = (int) Math.min(contentLeft, window.length());
        contentLeft -= count;
        drop(count);
      } else if (fillLeft > 0) {
        fill();
      } else if (ended) {
        behindEnd();
      } else {
        moved = window.length() >= BLOCK && block();
      }
    }
  }

  private void drop(int count) {
    window.drop(count);
    at += count;
  }

  private void fill() {
    int count = (int) Math.min(fillLeft, window.length());
    int zeros = window.zeros(count);
    fillLeft -= zeros;
    drop(zeros);
    if (zeros < count) {
      fail(FailureKind.FILL, "the fill behind a member's contents is not zero");
      // Once per member: the rest is passed over like contents.
      contentLeft = fillLeft;
      fillLeft = 0;
    }
  }

  private void behindEnd() {
    if (!endFailed) {
      fail(FailureKind.END, "the tar goes on behind its end");
      endFailed = true;
    }
    drop(window.length());
  }

  /// Reads what begins with the block at the window's start.
  ///
  /// @return whether there were bytes enough
  private boolean block() {
    if (window.zeros(BLOCK) == BLOCK) {
      zeroBlock();
      return true;
    }
    if (zeroBlocks > 0 && !searching) {
      fail(FailureKind.LOST, "a single block of zero bytes");
      search();
    }
    return header();
  }

  private void zeroBlock() {
    drop(BLOCK);
    zeroBlocks++;
    if (zeroBlocks == 2 && !searching) {
      ended = true;
      events.add(new TarEvent.End(at - TarEnd.LENGTH));
    }
  }

  private boolean header() {
    int length = BLOCK;
    try {
      length = TarHeaderReader.length(window.bytes(), window.start());
      if (window.length() < length) {
        return false;
      }
      member(TarHeaderReader.read(window.bytes(), window.start(), length), length);
    } catch (TarProfileException e) {
      refuse(e.reason(), length);
    }
    return true;
  }

  private void member(TarMember member, int headerLength) throws TarProfileException {
    if (!fits(headerLength, member.size())) {
      throw new TarProfileException("a member of " + member.size() + " bytes, beyond the block");
    }
    events.add(new TarEvent.Member(member, at, at + headerLength, trust));
    pass(headerLength, member.size());
    searching = false;
    zeroBlocks = 0;
  }

  /// A search looks at every block; a refused member of the chain is passed over if it tells where
  /// it ends.
  private void refuse(String reason, int headerLength) {
    if (searching) {
      drop(BLOCK);
      return;
    }
    long size = TarHeaderReader.size(window.bytes(), window.start() + headerLength - BLOCK);
    if (size >= 0 && fits(headerLength, size)) {
      fail(FailureKind.REFUSED, reason);
      pass(headerLength, size);
    } else {
      fail(FailureKind.LOST, reason);
      search();
      drop(BLOCK);
    }
  }

  private void pass(int headerLength, long size) {
    drop(headerLength);
    contentLeft = size;
    fillLeft = TarMember.fillLength(size);
  }

  private boolean fits(int headerLength, long size) {
    long end = at + headerLength + size + TarMember.fillLength(size) + TarEnd.LENGTH;
    return end <= rawLimit;
  }

  private void fail(FailureKind kind, String message) {
    events.add(new TarEvent.Failure(at, kind, message));
  }
}
