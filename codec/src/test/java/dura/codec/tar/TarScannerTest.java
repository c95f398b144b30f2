package dura.codec.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.tar.TarEvent.Failure;
import dura.codec.tar.TarEvent.FailureKind;
import dura.codec.tar.TarEvent.Member;
import dura.codec.tar.TarEvent.Trust;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the scanner refuses, and how it goes on.
class TarScannerTest {
  private static final List<Tars.Stored> THREE = List.of(
      Tars.stored("a", "first"), Tars.stored("b", "second"), Tars.stored("c", "third"));

  /// Offset of the second header of [#THREE].
  private static final int SECOND = 1024;

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../x", "a/../../x", "./x", "a//b", "x/", "x~dura"})
  void illegalNamesAreRefusedAndPassedOver(String name) {
    byte[] tar = Tars.tar(THREE);
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, tar, SECOND, bytes.length);
    assertRefusedSecond(Tars.withChecksum(tar, SECOND));
  }

  @ParameterizedTest
  @ValueSource(chars = {'\0', '1', '2', '3', '4', '5', '6', '7', 'g', 'L', 'K', 'S'})
  void otherTypesAreRefusedAndPassedOver(char type) {
    byte[] tar = Tars.tar(THREE);
    tar[SECOND + 156] = (byte) type;
    assertRefusedSecond(Tars.withChecksum(tar, SECOND));
  }

  @ParameterizedTest
  @ValueSource(ints = {99, 157, 256, 329, 337, 345, 499, 500, 511})
  void otherBytesInUnusedPlacesAreRefused(int at) {
    byte[] tar = Tars.tar(THREE);
    tar[SECOND + at] = 'y';
    assertRefusedSecond(Tars.withChecksum(tar, SECOND));
  }

  private static void assertRefusedSecond(byte[] tar) {
    List<TarEvent> events = Tars.scan(tar);
    assertEquals(4, events.size(), events::toString);
    Failure failure = (Failure) events.get(1);
    assertEquals(SECOND, failure.offset());
    assertEquals(FailureKind.REFUSED, failure.kind());
    assertEquals(Tars.events(THREE).get(2), events.get(2));
    assertEquals(Tars.events(THREE).get(3), events.get(3));
  }

  @Test
  void aSizeBeyondTheBlockIsRefusedAndTheNextMemberFound() {
    byte[] tar = Tars.tar(THREE);
    byte[] header = TarHeader.render(Tars.member("b", 2048));
    System.arraycopy(header, 0, tar, SECOND, header.length);
    List<TarEvent> events = Tars.scan(tar);
    assertEquals(FailureKind.LOST, ((Failure) events.get(1)).kind());
    Member third = (Member) events.get(2);
    assertEquals(Tars.member("c", 5), third.member());
    assertEquals(Trust.SEARCHED, third.trust());
  }

  @Test
  void aMemberMustLeaveRoomForTheEnd() {
    byte[] header = TarHeader.render(Tars.member("a", 512));
    assertTrue(new TarScanner(2048).feed(header, 0, 512).getFirst() instanceof Member);
    assertTrue(new TarScanner(2047).feed(header, 0, 512).getFirst() instanceof Failure);
  }

  @Test
  void fillThatIsNotZeroIsToldOnceAndTheMemberStands() {
    byte[] tar = Tars.tar(THREE);
    tar[512 + 100] = 1;
    tar[512 + 200] = 1;
    List<TarEvent> events = new ArrayList<>(Tars.scan(tar));
    Failure failure = (Failure) events.remove(1);
    assertEquals(FailureKind.FILL, failure.kind());
    assertEquals(512 + 100, failure.offset());
    assertEquals(Tars.events(THREE), events);
  }

  @Test
  void bytesBehindTheEndAreToldOnce() {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.writeBytes(Tars.tar(THREE));
    tar.writeBytes(Tars.tar(THREE));
    List<TarEvent> events = Tars.scan(tar.toByteArray());
    assertEquals(5, events.size());
    Failure failure = (Failure) events.getLast();
    assertEquals(FailureKind.END, failure.kind());
    assertEquals(Tars.tar(THREE).length, failure.offset());
  }

  @Test
  void aSingleZeroBlockIsNoEnd() {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.writeBytes(new byte[512]);
    tar.writeBytes(Tars.tar(THREE));
    List<TarEvent> events = Tars.scan(tar.toByteArray());
    assertEquals(FailureKind.LOST, ((Failure) events.getFirst()).kind());
    assertEquals(5, events.size());
  }

  @Test
  void anEmptyTarHasOnlyItsEnd() {
    assertEquals(List.of(new TarEvent.End(0)), Tars.scan(TarEnd.bytes()));
    assertEquals(FailureKind.END, ((Failure) Tars.scan(new byte[0]).getFirst()).kind());
    assertEquals(FailureKind.END, ((Failure) Tars.scan(new byte[512]).getFirst()).kind());
  }

  @Test
  void aGapInsideAMemberLosesNoOther() {
    List<Tars.Stored> members = List.of(
        new Tars.Stored(Tars.member("big", 5000), Tars.random(1, 5000)), THREE.getFirst());
    byte[] tar = Tars.tar(members);
    TarScanner scanner = new TarScanner(tar.length);
    List<TarEvent> events = new ArrayList<>(scanner.feed(tar, 0, 1000));
    events.addAll(scanner.gap(512 + 5120 - 1000));
    events.addAll(scanner.feed(tar, 5632, tar.length - 5632));
    events.addAll(scanner.end());
    assertEquals(Tars.events(members), events);
  }

  @Test
  void lostBytesOfUnknownNumberLeadToASearch() {
    byte[] tar = Tars.tar(THREE);
    TarScanner scanner = new TarScanner(tar.length);
    List<TarEvent> events = new ArrayList<>(scanner.feed(tar, 0, 700));
    events.addAll(scanner.lost());
    events.addAll(scanner.feed(tar, 2 * SECOND, tar.length - 2 * SECOND));
    events.addAll(scanner.end());
    assertEquals(
        List.of(
            Tars.events(THREE).getFirst(),
            new Member(Tars.member("c", 5), 700, 1212, Trust.SEARCHED),
            new TarEvent.End(700 + 1024)),
        events);
  }

  @Test
  void aTarInsideALostMemberIsMarkedAsSearched() {
    byte[] inner = Tars.tar(THREE);
    byte[] tar = Tars.tar(List.of(new Tars.Stored(Tars.member("t", inner.length), inner)));
    tar[0] ^= 1;
    long searched = Tars.scan(tar)
        .stream()
        .filter(e -> e instanceof Member m && m.trust() == Trust.SEARCHED)
        .count();
    assertEquals(3, searched);
  }

  @Test
  void forgedPaxHeadersInASearchCostLittle() {
    // Every block says that a large pax header follows; found by a search, each is looked at.
    byte[] forged = new byte[16 << 20];
    byte[] pax = TarHeader.render(Tars.member(Tars.longPath(60_000), 0));
    for (int at = 512; at < forged.length; at += 512) {
      System.arraycopy(pax, 0, forged, at, 512);
    }
    List<TarEvent> events = Tars.scan(forged);
    assertEquals(0, events.stream().filter(Member.class::isInstance).count());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "12 uid=0\n", "10 mtime=1\n", "21 hdrcharset=BINARY\n", "30 comment=not of the profile.\n",
    "19 uid=99999999999\n", "99 path=short\n", "0 path=\n", "path=x\n", "12 path=abc\n",
    "8 uid=x\n", "16 path=a/../../b\n"
  })
  void otherPaxRecordsAreRefused(String records) {
    byte[] tar = Tars.tar(List.of(
        Tars.stored("x".repeat(101), "long"), THREE.getFirst()));
    byte[] bytes = records.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(new byte[512], 0, tar, 512, 512);
    System.arraycopy(bytes, 0, tar, 512, bytes.length);
    byte[] pax = java.util.Arrays.copyOf(tar, 512);
    TarField.SIZE.putNumber(pax, bytes.length);
    System.arraycopy(pax, 0, tar, 0, 512);
    List<TarEvent> events = Tars.scan(Tars.withChecksum(tar, 0));
    assertEquals(FailureKind.REFUSED, ((Failure) events.getFirst()).kind());
    Member behind = (Member) events.get(1);
    assertEquals(Tars.member("a", 5), behind.member());
    assertEquals(Trust.CHAINED, behind.trust());
  }
}
