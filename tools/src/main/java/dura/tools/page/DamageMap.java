package dura.tools.page;

import dura.band.machine.BandSummary;
import dura.band.machine.Finding;
import dura.band.machine.GroupSummary;
import dura.band.machine.GroupSummary.Damaged;
import dura.band.model.GroupKind;
import dura.spec.Limits;
import dura.spec.alarm.Alarm;
import dura.tools.report.Amounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// The part of the page that shows where damage is: bands as maps of their objects, groups that lack
/// objects, objects as maps of their cells.
final class DamageMap {
  /// Bands that are drawn, and squares for all of them together.
  private static final int MOST_BANDS = 200;
  private static final int MOST_SQUARES = 30_000;
  private static final int FEWEST_SQUARES_OF_BAND = 64;

  /// Groups of a band that are drawn.
  private static final int MOST_GROUPS = 40;

  /// Squares of an object, and bytes of a sector, which is a cell of all but small objects.
  private static final int MOST_CELLS = 256;
  private static final int SECTOR = 4096;

  /// A file that stands in an object's place may be larger than any object: then it is not drawn.
  private static final long MAX_SECTORS = Limits.MAX_OBJECT_BYTES / SECTOR;

  private final Map<String, Finding> findings;

  /// @param findings by path
  DamageMap(Map<String, Finding> findings) {
    this.findings = findings;
  }

  /// Writes the bands: those with damage first where not all can be drawn.
  void bands(Markup page, List<BandSummary> bands) {
    List<BandSummary> drawn = bands.size() <= MOST_BANDS
        ? bands
        : bands.stream().filter(band -> band.damaged() > 0).limit(MOST_BANDS).toList();
    int squares = Math.max(FEWEST_SQUARES_OF_BAND, MOST_SQUARES / Math.max(1, drawn.size()));
    for (BandSummary band : drawn) {
      band(page, band, squares);
    }
    if (drawn.size() < bands.size()) {
      page.element("p", PageTexts.of("map.more-bands",
          Amounts.count(bands.size() - drawn.size()))).raw("\n");
    }
  }

  private void band(Markup page, BandSummary band, int most) {
    page.open("section", "class", "band");
    page.open("h3").element("code", band.name().toString()).text(" ");
    page.element("small", PageTexts.of("map.band." + band.state().name(),
        Amounts.count(band.objects()), Amounts.count(band.groups().size()))).closeLine();
    List<Shade> objects = objects(band.groups());
    if (!objects.isEmpty()) {
      CellMap map = CellMap.of(objects, most);
      map.render(page, PageTexts.of("map.band.label", band.name()));
      if (map.each() > 1) {
        page.element("p", PageTexts.of("map.each", map.each()), "class", "note").raw("\n");
      }
    }
    List<GroupSummary> damaged =
        band.groups().stream().filter(group -> !group.damaged().isEmpty()).toList();
    for (GroupSummary group : damaged.subList(0, Math.min(MOST_GROUPS, damaged.size()))) {
      group(page, group);
    }
    if (damaged.size() > MOST_GROUPS) {
      page.element("p",
          PageTexts.of("map.more-groups", Amounts.count(damaged.size() - MOST_GROUPS)))
          .raw("\n");
    }
    page.closeLine();
  }

  private List<Shade> objects(List<GroupSummary> groups) {
    var all = new ArrayList<Shade>();
    groups.forEach(group -> all.addAll(objects(group)));
    return all;
  }

  private List<Shade> objects(GroupSummary group) {
    var objects = new ArrayList<>(Collections.nCopies(group.objects(), Shade.GOOD));
    for (Damaged damaged : group.damaged()) {
      Finding finding = findings.get(damaged.path());
      objects.set(damaged.place(), finding == null ? Shade.GOOD : Shade.of(finding.outcome()));
    }
    return objects;
  }

  private void group(Markup page, GroupSummary group) {
    List<Shade> objects = objects(group);
    Shade worst = objects.stream().reduce(Shade.GOOD, Shade::worse);
    String kind = PageTexts.of(group.kind() == GroupKind.DATA ? "group.data" : "group.index");
    page.open("div", "class", "group");
    page.open("p").element("span", worst.word(), "class", "tag " + worst.style()).text(" ");
    page.text(PageTexts.of("group.line", group.number(), kind, group.members(), group.parity(),
        group.damaged().size())).closeLine();
    page.open("div", "class", "row");
    int members = Math.min(group.members(), objects.size());
    part(page, PageTexts.of("group.members"), objects.subList(0, members));
    part(page, PageTexts.of("group.parity"), objects.subList(members, objects.size()));
    page.close().closeLine();
  }

  private static void part(Markup page, String name, List<Shade> objects) {
    if (!objects.isEmpty()) {
      page.open("figure");
      CellMap.of(objects, Integer.MAX_VALUE).render(page, name);
      page.element("figcaption", name).close();
    }
  }

  /// Writes where in an object the damage is; nothing where no alarm says it.
  ///
  /// @param length bytes of the file, 0 where there is none
  static void cells(Markup page, Finding finding, long length) {
    List<Alarm> ranges = finding.alarms()
        .stream()
        .filter(alarm -> alarm.where().offset() >= 0 && alarm.where().length() > 0)
        .toList();
    if (ranges.isEmpty()) {
      return;
    }
    long end = ranges.stream()
        .mapToLong(alarm -> alarm.where().offset() + alarm.where().length())
        .max()
        .orElse(0);
    long sectors = Math.ceilDiv(Math.max(end, length), SECTOR);
    if (sectors > MAX_SECTORS) {
      return;
    }
    var cells = new Shade[(int) sectors];
    Arrays.fill(cells, Shade.GOOD);
    Shade shade = Shade.of(finding.outcome());
    for (Alarm alarm : ranges) {
      long from = alarm.where().offset() / SECTOR;
      long to = Math.ceilDiv(alarm.where().offset() + alarm.where().length(), SECTOR);
      Arrays.fill(cells, (int) from, (int) to, shade);
    }
    CellMap map = CellMap.of(Arrays.asList(cells), MOST_CELLS);
    map.render(page, PageTexts.of("object.label", finding.path()));
    long bad = Arrays.stream(cells).filter(cell -> cell != Shade.GOOD).count();
    page.element("p", PageTexts.of("object.cells", Amounts.count(bad), Amounts.count(sectors),
        Amounts.bytes((long) map.each() * SECTOR)), "class", "note").raw("\n");
  }
}
