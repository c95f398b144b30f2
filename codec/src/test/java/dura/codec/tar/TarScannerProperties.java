package dura.codec.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.tar.TarEvent.FailureKind;
import dura.codec.tar.TarEvent.Trust;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What the scanner finds in any tar of the profile, whole or damaged.
class TarScannerProperties {
  @Provide
  Arbitrary<List<Tars.Stored>> members() {
    return Tars.storeds().list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<Long> seed() {
    return Arbitraries.longs();
  }

  @Property
  void everyMemberIsFound(@ForAll("members") List<Tars.Stored> members) {
    assertEquals(Tars.events(members), Tars.scan(Tars.tar(members)));
  }

  @Property
  void contentsAreWhereTheMemberSays(@ForAll("members") List<Tars.Stored> members) {
    byte[] tar = Tars.tar(members);
    List<TarEvent> events = Tars.scan(tar);
    for (int i = 0; i < members.size(); i++) {
      TarEvent.Member found = (TarEvent.Member) events.get(i);
      int from = (int) found.dataOffset();
      byte[] content = Arrays.copyOfRange(tar, from, from + (int) found.member().size());
      assertTrue(Arrays.equals(members.get(i).content(), content));
    }
  }

  @Property
  void anySplitGivesTheSameEventsEvenOfDamagedTars(
      @ForAll("members") List<Tars.Stored> members,
      @ForAll("seed") long seed,
      @ForAll @IntRange(max = 4) int flips) {
    byte[] tar = Tars.tar(members);
    Random random = new Random(seed);
    for (int i = 0; i < flips; i++) {
      tar[random.nextInt(tar.length)] ^= (byte) (1 << random.nextInt(8));
    }
    List<TarEvent> whole = Tars.scan(tar);
    TarScanner scanner = new TarScanner(tar.length);
    List<TarEvent> split = new ArrayList<>();
    for (int at = 0; at < tar.length;) {
      int count = Math.min(tar.length - at, random.nextInt(random.nextBoolean() ? 700 : 3));
      split.addAll(scanner.feed(tar, at, count));
      at += count;
    }
    split.addAll(scanner.end());
    assertEquals(whole, split);
  }

  /// Every byte outside the contents counts. Changes of headers and fill are refused; pax records
  /// have no checksum of their own, so there another digit or letter is another value.
  @Property
  void noByteOutsideContentsIsWithoutMeaning(
      @ForAll("members") List<Tars.Stored> members,
      @ForAll("seed") long seed,
      @ForAll @IntRange(min = 1, max = 255) int flip) {
    byte[] tar = Tars.tar(members);
    boolean[] isContent = new boolean[tar.length];
    for (TarEvent event : Tars.events(members)) {
      if (event instanceof TarEvent.Member member) {
        int from = (int) member.dataOffset();
        Arrays.fill(isContent, from, from + (int) member.member().size(), true);
      }
    }
    int at;
    Random random = new Random(seed);
    do {
      at = random.nextInt(tar.length);
    } while (isContent[at]);
    tar[at] ^= (byte) flip;
    assertNotEquals(Tars.events(members), Tars.scan(tar), "byte " + at);
  }

  /// With one header destroyed, all other members are still found where they are.
  @Property
  void aDestroyedHeaderCostsOneMember(
      @ForAll("members") List<Tars.Stored> members, @ForAll("seed") long seed) {
    if (members.isEmpty()) {
      return;
    }
    byte[] tar = Tars.tar(members);
    List<TarEvent> wanted = Tars.events(members);
    int bad = Math.floorMod(seed, members.size());
    TarEvent.Member lost = (TarEvent.Member) wanted.get(bad);
    byte[] rubbish = Tars.random(seed, (int) (lost.dataOffset() - lost.headerOffset()));
    System.arraycopy(rubbish, 0, tar, (int) lost.headerOffset(), rubbish.length);

    List<TarEvent> events = Tars.scan(tar);
    for (int i = 0; i < members.size(); i++) {
      TarEvent.Member member = (TarEvent.Member) wanted.get(i);
      Trust trust = i < bad ? Trust.CHAINED : Trust.SEARCHED;
      TarEvent asFound = new TarEvent.Member(
          member.member(), member.headerOffset(), member.dataOffset(), trust);
      assertEquals(i != bad, events.contains(asFound), "member " + i);
    }
    assertTrue(events.stream()
        .anyMatch(
            e -> e instanceof TarEvent.Failure f && f.kind() == FailureKind.LOST));
  }

  /// Whatever stretch is missing, members whose header is outside it are found.
  @Property
  void behindAGapMembersAreFound(
      @ForAll("members") List<Tars.Stored> members, @ForAll("seed") long seed) {
    byte[] tar = Tars.tar(members);
    Random random = new Random(seed);
    int from = random.nextInt(tar.length);
    int length = random.nextInt(tar.length - from);
    TarScanner scanner = new TarScanner(tar.length);
    List<TarEvent> events = new ArrayList<>(scanner.feed(tar, 0, from));
    events.addAll(scanner.gap(length));
    events.addAll(scanner.feed(tar, from + length, tar.length - from - length));
    for (TarEvent event : Tars.events(members)) {
      if (event instanceof TarEvent.Member member) {
        boolean apart = member.dataOffset() <= from || member.headerOffset() >= from + length;
        boolean found = events.stream()
            .anyMatch(
                e -> e instanceof TarEvent.Member m
                    && m.headerOffset() == member.headerOffset()
                    && m.member().equals(member.member()));
        assertTrue(found || !apart, "member at " + member.headerOffset());
      }
    }
  }

  @Property
  void aTarCutShortIsNoticed(
      @ForAll("members") List<Tars.Stored> members, @ForAll("seed") long seed) {
    byte[] tar = Tars.tar(members);
    List<TarEvent> events = Tars.scan(Arrays.copyOf(tar, Math.floorMod(seed, tar.length)));
    assertFalse(events.stream().anyMatch(TarEvent.End.class::isInstance));
    assertTrue(events.getLast() instanceof TarEvent.Failure);
  }

  @Property
  void rubbishHasNoMembers(@ForAll("seed") long seed, @ForAll @IntRange(max = 5000) int length) {
    List<TarEvent> events = Tars.scan(Tars.random(seed, length));
    assertFalse(events.stream().anyMatch(TarEvent.Member.class::isInstance));
    assertTrue(events.getFirst() instanceof TarEvent.Failure);
  }
}
