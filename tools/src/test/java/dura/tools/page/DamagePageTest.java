package dura.tools.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BandState;
import dura.band.machine.BandSummary;
import dura.band.machine.Finding;
import dura.band.machine.Finding.Outcome;
import dura.band.machine.GroupSummary;
import dura.band.machine.GroupSummary.Damaged;
import dura.band.model.ArchivePath;
import dura.band.model.GroupKind;
import dura.band.run.AffectedFiles.Affected;
import dura.band.run.FsckReport;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// The page that tells of a check: its structure, what it escapes, how large it may become.
class DamagePageTest {
  private static final BandName BAND = BandName.parse("b000001-b2u22kmr").orElseThrow();
  private static final Instant END = Instant.parse("2026-01-31T12:34:56Z");

  private static CheckFacts facts(String place) {
    return new CheckFacts(place, "dura-fsck 1", END, Optional.of(RedundancyProfile.STANDARD), true,
        false, List.of(), 0, List.of());
  }

  private static FsckReport report(List<Finding> findings, List<GroupSummary> groups) {
    long objects = groups.stream().mapToLong(GroupSummary::objects).sum();
    return new FsckReport(Optional.of(ByteSlice.of(new byte[16])), true, findings,
        List.of(new BandSummary(BAND, BandState.FINISHED, objects, findings.size(), List.of(),
            List.of(), groups)),
        List.of(), List.of());
  }

  private static String path(int number) {
    return BAND + "/d/00/d%07d.tar".formatted(number);
  }

  private static Finding finding(int number, Outcome outcome, Alarm... alarms) {
    return new Finding(path(number), List.of(alarms), outcome);
  }

  private static Document parse(String page) throws Exception {
    assertTrue(page.startsWith("<!DOCTYPE html>\n<html "), page.substring(0, 40));
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
  }

  /// The texts of all elements of this name and class; any class where `style` is empty.
  private static List<String> texts(Document page, String element, String style) {
    var texts = new ArrayList<String>();
    NodeList nodes = page.getElementsByTagName(element);
    for (int i = 0; i < nodes.getLength(); i++) {
      Element node = (Element) nodes.item(i);
      if (style.isEmpty() || List.of(node.getAttribute("class").split(" ")).contains(style)) {
        texts.add(node.getTextContent().strip());
      }
    }
    return texts;
  }

  /// How many squares of a shade all maps have, the legend left out.
  private static int squares(Document page, Shade shade) {
    NodeList nodes = page.getElementsByTagName("path");
    int squares = 0;
    for (int i = 0; i < nodes.getLength(); i++) {
      Element node = (Element) nodes.item(i);
      Element map = (Element) node.getParentNode();
      if (map.getAttribute("class").equals("map")
          && node.getAttribute("class").equals(shade.style())) {
        squares += (int) node.getAttribute("d").chars().filter(c -> c == 'M').count();
      }
    }
    return squares;
  }

  @Test
  void aCleanArchive() throws Exception {
    Document page = parse(DamagePage.render(facts("/mnt/a.dura"),
        report(List.of(), List.of(new GroupSummary(0, GroupKind.DATA, 10, 2, List.of())))));
    assertEquals(List.of("Check of /mnt/a.dura"), texts(page, "h1", ""));
    assertTrue(texts(page, "p", "verdict").getFirst().startsWith("No damage."));
    assertEquals(List.of("What to do next", "Where the damage is"), texts(page, "h2", ""));
    assertEquals(12, squares(page, Shade.GOOD));
    assertEquals(0, squares(page, Shade.LOST));
    assertEquals(List.of("00".repeat(16), "standard", "2026-01-31 12:34 UTC", "every byte",
        "dura-fsck 1"), texts(page, "dd", ""));
  }

  @Test
  void damageIsDrawnWhereItIs() throws Exception {
    var groups = List.of(
        new GroupSummary(0, GroupKind.DATA, 4, 2, List.of(new Damaged(1, path(1), 40_960))),
        new GroupSummary(1, GroupKind.DATA, 4, 2, List.of(new Damaged(0, path(4), 0),
            new Damaged(3, path(7), 0), new Damaged(5, path(9), 0))));
    List<Finding> findings = List.of(
        finding(1, Outcome.REPAIRABLE, new Alarm(AlarmCode.CELL_DAMAGED,
            Location.range(path(1), 8192, 8192), "", "payload")),
        finding(4, Outcome.LOST, Alarm.of(AlarmCode.OBJECT_MISSING, path(4))),
        finding(7, Outcome.LOST, Alarm.of(AlarmCode.OBJECT_MISSING, path(7))),
        finding(9, Outcome.LOST, Alarm.of(AlarmCode.OBJECT_MISSING, path(9))));
    var lacking = new CheckFacts("/mnt/a.dura", "dura-fsck 1", END, Optional.empty(), true, false,
        List.of(new Affected(BAND,
            ArchivePath.parse("src/a".getBytes(StandardCharsets.UTF_8)).orElseThrow(), 2048)),
        3, List.of());
    Document page = parse(DamagePage.render(lacking, report(findings, groups)));
    assertTrue(texts(page, "p", "verdict").getFirst().startsWith("Something is lost."));
    assertEquals(List.of("What to do next", "Where the damage is", "What was found",
        "Files that lack bytes"), texts(page, "h2", ""));
    // The band's map, the maps of both groups, the cells of the one object that is there.
    assertEquals(8 + 8 + 8, squares(page, Shade.GOOD));
    assertEquals(1 + 1 + 2, squares(page, Shade.REPAIRABLE));
    assertEquals(3 + 3, squares(page, Shade.LOST));
    assertEquals(4, texts(page, "article", "").size());
    assertTrue(texts(page, "article", "").getFirst().contains("lost"));
    assertEquals(List.of("dura-fsck --repair /mnt/a.dura",
        "dura restore /mnt/a.dura TARGET --band " + BAND + " --accept-damage"),
        texts(page, "pre", ""));
    assertEquals(List.of("src/a 2.0 KiB of it are lost in " + BAND), texts(page, "li", "")
        .stream()
        .filter(text -> text.startsWith("src/"))
        .toList());
    assertTrue(texts(page, "p", "").contains("and 2 more"));
  }

  @Test
  void aSingleObjectHasNoMapOfBands() throws Exception {
    Document page = parse(DamagePage.render(facts("x.tar"),
        FsckReport.ofObject(Optional.of(new Finding("x.tar", List.of(new Alarm(
            AlarmCode.CELL_DAMAGED, Location.range("x.tar", 4096, 1), "", "payload")),
            Outcome.REPAIRED)))));
    assertTrue(texts(page, "p", "verdict").getFirst().startsWith("All damage was repaired."));
    assertEquals(List.of("What to do next", "What was found"), texts(page, "h2", ""));
    assertEquals(1, squares(page, Shade.REPAIRED));
  }

  @Property(tries = 300)
  void whateverNamesHoldThePageIsWellFormedAndRunsNothing(@ForAll String name,
      @ForAll String found) throws Exception {
    String hostile = name + "</code><script>alert(1)</script><img src=x onerror='a'>\"";
    var finding = new Finding(hostile, List.of(Alarm.found(AlarmCode.UNEXPECTED_FILE, hostile,
        found + "<b onload=x>")), Outcome.LOST);
    Document page = parse(DamagePage.render(facts(hostile), report(List.of(finding,
        finding.with(Outcome.NOTICE)), List.of())));
    for (String element : List.of("script", "img", "link", "iframe", "b")) {
      NodeList nodes = page.getElementsByTagName(element);
      for (int i = 0; i < nodes.getLength(); i++) {
        assertEquals("b", element);
        assertEquals(0, nodes.item(i).getAttributes().getLength());
      }
    }
    assertTrue(texts(page, "h3", "").stream().anyMatch(text -> text.contains("alert(1)")));
  }

  @Test
  void nothingIsFetched() {
    String page = DamagePage.render(facts("a"), report(List.of(), List.of()));
    String local = page.replace("http://www.w3.org/1999/xhtml", "");
    for (String word : List.of("http", "url(", "@import", "src=", "href=", "<script")) {
      assertFalse(local.contains(word), word);
    }
  }

  @Test
  void hugeArchivesMakeNoHugePages() throws Exception {
    var groups = new ArrayList<GroupSummary>();
    var findings = new ArrayList<Finding>();
    var affected = new ArrayList<Affected>();
    for (int group = 0; group < 4000; group++) {
      int first = group * 48;
      groups.add(new GroupSummary(group, GroupKind.DATA, 48, 2, IntStream.range(0, 48)
          .mapToObj(place -> new Damaged(place, path(first + place), 16 << 20))
          .toList()));
      for (int i = first; i < first + 48; i++) {
        Alarm[] alarms = IntStream.range(0, 8)
            .mapToObj(n -> new Alarm(AlarmCode.CELL_DAMAGED,
                Location.range("x", n * 2_000_000L, 4096), "", "payload"))
            .toArray(Alarm[]::new);
        findings.add(finding(i, Outcome.LOST, alarms));
      }
    }
    for (int i = 0; i < CheckFacts.MOST_AFFECTED; i++) {
      affected.add(new Affected(BAND,
          ArchivePath.parse(("a/".repeat(50) + i).getBytes(StandardCharsets.UTF_8)).orElseThrow(),
          1));
    }
    var facts = new CheckFacts("a", "p", END, Optional.empty(), true, false, affected, 1_000_000,
        List.of());
    String page = DamagePage.render(facts, report(findings, groups));
    parse(page);
    assertTrue(page.length() < 3_000_000, "characters: " + page.length());
  }

  @Test
  void commandsAreQuotedForTheShell() {
    assertEquals("'it'\\''s here'", ShellWord.of("it's here"));
    assertEquals("./-x", ShellWord.ofPath("-x"));
    assertEquals("'$(a)'", ShellWord.of("$(a)"));
    assertEquals("''", ShellWord.of(""));
    assertEquals("/a/b-c.d", ShellWord.of("/a/b-c.d"));
  }
}
