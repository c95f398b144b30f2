package dura.codec.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Members, and tars made of them.
final class Tars {
  /// A member and its contents.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Stored(TarMember member, byte[] content) {}

  private Tars() {}

  static byte[] tar(List<Stored> members) {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (Stored stored : members) {
      tar.writeBytes(TarHeader.render(stored.member()));
      tar.writeBytes(stored.content());
      tar.writeBytes(new byte[stored.member().fillLength()]);
    }
    tar.writeBytes(TarEnd.bytes());
    return tar.toByteArray();
  }

  /// The events of an undamaged tar of these members.
  static List<TarEvent> events(List<Stored> members) {
    List<TarEvent> events = new ArrayList<>();
    long at = 0;
    for (Stored stored : members) {
      long data = at + TarHeader.render(stored.member()).length;
      events.add(new TarEvent.Member(stored.member(), at, data, TarEvent.Trust.CHAINED));
      at = data + stored.content().length + stored.member().fillLength();
    }
    events.add(new TarEvent.End(at));
    return events;
  }

  /// Scans a whole tar in one piece.
  static List<TarEvent> scan(byte[] tar) {
    TarScanner scanner = new TarScanner(tar.length);
    List<TarEvent> events = new ArrayList<>(scanner.feed(tar, 0, tar.length));
    events.addAll(scanner.end());
    return events;
  }

  static TarMember member(String path, long size) {
    return member(PieceName.whole(path(path)), size);
  }

  static TarMember member(PieceName name, long size) {
    return new TarMember(name, 0640, 1000, 100, size, 1_700_000_000L, "ann", "users");
  }

  static Stored stored(String path, String content) {
    return new Stored(member(path, content.length()), latin1(content));
  }

  static TarPath path(String latin1) {
    return TarPath.of(latin1(latin1));
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A path of exactly this many bytes, in components of up to 50.
  static String longPath(int length) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < length; i++) {
      path.append(i % 51 == 50 && i < length - 1 ? '/' : (char) ('a' + i / 51 % 26));
    }
    return path.toString();
  }

  /// Legal paths: short and long components, bytes of all values, and names that look like Dura's.
  static Arbitrary<TarPath> paths() {
    Arbitrary<String> component =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8),
            Arbitraries.strings().withCharRange('\1', '\u00ff').ofMinLength(1).ofMaxLength(120),
            Arbitraries.of("~dura", "a~dura", "a~dura~", "~dura~~", "~", "x~", "~dur", "dura",
                "0000000000000000", "0000000000001234", "000000000000123", "a~dura~b", "..."));
    return component
        .map(text -> text.replace('/', '_'))
        .filter(text -> !text.equals(".") && !text.equals(".."))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(components -> path(String.join("/", components)));
  }

  static Arbitrary<PieceName> names() {
    Arbitrary<Long> offsets =
        Arbitraries.oneOf(Arbitraries.just(-1L), Arbitraries.longs().between(0, (long) 1e16 - 1));
    return Combinators.combine(paths(), offsets)
        .as((path, at) -> at < 0 ? PieceName.whole(path) : PieceName.piece(path, at));
  }

  static Arbitrary<Stored> storeds() {
    Arbitrary<Long> ids =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 0xFFFF_FFFFL),
            Arbitraries.of(0L, 1000L, 2_097_151L, 2_097_152L, 0xFFFF_FFFFL));
    Arbitrary<Long> times =
        Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.of(0L, -1L, 1_700_000_000L, 8_589_934_591L, 8_589_934_592L));
    Arbitrary<String> owners = Arbitraries.of("", "ann", "a name of thirty-one characters");
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(Arbitraries.integers().between(0, 2000), Arbitraries.of(0, 512, 1024));
    return Combinators.combine(
        names(), Arbitraries.integers().between(0, 07777), ids, ids, times, owners, owners,
        sizes)
        .as(
            (name, mode, uid, gid, mtime, user, group, size) -> new Stored(
                new TarMember(name, mode, uid, gid, size, mtime, user, group),
                random(mtime, size)));
  }

  static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /// Puts the right checksum into the header at `at`.
  static byte[] withChecksum(byte[] tar, int at) {
    byte[] header = Arrays.copyOfRange(tar, at, at + TarHeader.BLOCK);
    TarField.CHECKSUM.putDigits(header, TarHeader.checksum(header, 0), 6);
    System.arraycopy(header, 0, tar, at, header.length);
    return tar;
  }
}
