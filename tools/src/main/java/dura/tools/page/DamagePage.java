package dura.tools.page;

import dura.band.machine.BandSummary;
import dura.band.machine.Finding;
import dura.band.machine.Finding.Outcome;
import dura.band.machine.GroupSummary.Damaged;
import dura.band.run.AffectedFiles.Affected;
import dura.band.run.FsckReport;
import dura.codec.bytes.ByteSlice;
import dura.spec.alarm.Alarm;
import dura.tools.report.Amounts;
import dura.tools.text.ByteText;
import dura.tools.text.Messages;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The report of a check as one page: no scripts, nothing fetched, bounded whatever the size of the
/// archive. A pure function of what was found.
public final class DamagePage {
  /// Findings that are told one by one, and those of them that are drawn.
  private static final int MOST_FINDINGS = 400;
  private static final int MOST_DRAWN = 60;
  private static final int MOST_ALARMS = 6;
  private static final int MOST_NOTICES = 50;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final CheckFacts facts;
  private final FsckReport report;
  private final Markup page = new Markup();
  private final Map<String, Finding> byPath = new HashMap<>();
  private final Map<String, Long> lengths = new HashMap<>();

  private DamagePage(CheckFacts facts, FsckReport report) {
    this.facts = facts;
    this.report = report;
    for (Finding finding : report.findings()) {
      if (finding.outcome() != Outcome.NOTICE) {
        byPath.put(finding.path(), finding);
      }
    }
    for (BandSummary band : report.bands()) {
      band.groups()
          .forEach(group -> group.damaged()
              .forEach((Damaged object) -> lengths.put(object.path(), object.length())));
    }
  }

  /// The page, in UTF-8 and ended by a line feed.
  public static String render(CheckFacts facts, FsckReport report) {
    return new DamagePage(facts, report).render();
  }

  private String render() {
    String title = PageTexts.of("title", ByteText.line(facts.place()));
    page.raw("<!DOCTYPE html>\n");
    page.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en");
    page.open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.empty("meta", "name", "color-scheme", "content", "light dark");
    page.element("title", title);
    page.open("style").raw(PageStyle.SHEET).close().closeLine();
    page.open("body").open("main").raw("\n");
    page.open("h1").text(PageTexts.of("heading")).text(" ");
    page.element("code", ByteText.line(facts.place())).closeLine();
    verdict();
    counts();
    steps();
    legend();
    map();
    findings();
    affected();
    notices();
    about();
    page.close().close().closeLine();
    return page.toString();
  }

  private void verdict() {
    Shade shade = report.isDamageLeft()
        ? report.findings()
            .stream()
            .map(finding -> Shade.of(finding.outcome()))
            .reduce(Shade.REPAIRED, Shade::worse)
        : report.isClean() ? Shade.GOOD
        : Shade.REPAIRED;
    page.open("p", "class", "verdict " + shade.style());
    page.element("strong", PageTexts.of("verdict." + shade.style())).text(" ");
    page.text(PageTexts.of("verdict." + shade.style() + ".more")).closeLine();
  }

  private void counts() {
    page.open("ul", "class", "counts");
    if (report.isArchive()) {
      count(Amounts.count(report.objects()), PageTexts.of("count.objects"));
      count(Amounts.count(report.bands().size()), PageTexts.of("count.bands"));
    }
    for (Outcome outcome : Outcome.values()) {
      long count = report.count(outcome);
      if (count > 0) {
        count(Amounts.count(count), PageTexts.of("count." + outcome.name()));
      }
    }
    if (facts.affectedCount() > 0) {
      count(Amounts.count(facts.affectedCount()), PageTexts.of("count.affected"));
    }
    page.closeLine();
  }

  private void count(String number, String what) {
    page.open("li").element("b", number).text(" " + what).close();
  }

  private void steps() {
    page.open("section").element("h2", PageTexts.of("next")).open("ol", "class", "steps");
    for (NextSteps.Step step : NextSteps.of(facts, report)) {
      page.open("li").text(step.text());
      step.command()
          .ifPresent(command -> page.open("pre")
              .element("code", ByteText.line(command))
              .close());
      page.closeLine();
    }
    page.close().closeLine();
  }

  private void legend() {
    page.open("ul", "class", "legend");
    for (Shade shade : Shade.values()) {
      page.open("li").open("svg", "viewBox", "0 0 10 10", "aria-hidden", "true");
      page.empty("path", "class", shade.style(), "d", "M1 1" + CellMap.form(shade));
      page.close().text(" " + shade.word()).close();
    }
    page.closeLine();
  }

  private void map() {
    if (!report.isArchive()) {
      return;
    }
    page.open("section").element("h2", PageTexts.of("map"));
    page.element("p", PageTexts.of("map.text"), "class", "note").raw("\n");
    new DamageMap(byPath).bands(page, report.bands());
    page.closeLine();
  }

  private void findings() {
    List<Finding> damage = report.findings()
        .stream()
        .filter(finding -> finding.outcome() != Outcome.NOTICE)
        .sorted(Comparator.comparing((Finding finding) -> Shade.of(finding.outcome())).reversed())
        .toList();
    if (damage.isEmpty()) {
      return;
    }
    page.open("section").element("h2", PageTexts.of("findings")).raw("\n");
    for (int i = 0; i < Math.min(MOST_FINDINGS, damage.size()); i++) {
      finding(damage.get(i), i < MOST_DRAWN);
    }
    more(damage.size() - MOST_FINDINGS);
    page.closeLine();
  }

  private void finding(Finding finding, boolean drawn) {
    Shade shade = Shade.of(finding.outcome());
    page.open("article").open("h3");
    page.element("span", PageTexts.of("outcome." + finding.outcome().name()), "class",
        "tag " + shade.style()).text(" ");
    page.element("code", ByteText.line(finding.path())).close();
    page.open("ul", "class", "alarms");
    // Of what is lost, the last alarm is about the whole.
    List<Alarm> alarms =
        finding.outcome() == Outcome.LOST ? finding.alarms().reversed() : finding.alarms();
    for (Alarm alarm : alarms.subList(0, Math.min(MOST_ALARMS, alarms.size()))) {
      page.open("li").text(Messages.text(alarm.code()));
      if (alarm.where().offset() >= 0) {
        page.text(PageTexts.of("alarm.range", Amounts.count(alarm.where().offset()),
            Amounts.count(Math.max(0, alarm.where().length()))));
      }
      if (!alarm.found().isEmpty()) {
        page.text(": " + ByteText.line(alarm.found()));
      }
      page.text(" ").element("small", alarm.code().word()).close();
    }
    if (alarms.size() > MOST_ALARMS) {
      page.element("li",
          PageTexts.of("more", Amounts.count(alarms.size() - MOST_ALARMS)));
    }
    page.closeLine();
    if (drawn) {
      DamageMap.cells(page, finding, lengths.getOrDefault(finding.path(), 0L));
    }
    page.closeLine();
  }

  private void more(int count) {
    if (count > 0) {
      page.element("p", PageTexts.of("more", Amounts.count(count))).raw("\n");
    }
  }

  private void affected() {
    if (facts.affectedCount() == 0 && facts.unknown().isEmpty()) {
      return;
    }
    page.open("section").element("h2", PageTexts.of("affected")).raw("\n");
    if (!facts.affected().isEmpty()) {
      page.open("ul", "class", "files").raw("\n");
      for (Affected file : facts.affected()) {
        page.open("li").element("code", ByteText.line(file.path().toString())).text(" ");
        page.element("small", PageTexts.of("affected.line", Amounts.bytes(file.bytes()),
            file.band())).closeLine();
      }
      page.closeLine();
      more((int) Math.min(Integer.MAX_VALUE, facts.affectedCount() - facts.affected().size()));
    }
    if (!facts.unknown().isEmpty()) {
      page.element("p", PageTexts.of("affected.unknown", String.join(", ",
          facts.unknown().stream().limit(MOST_NOTICES).map(Object::toString).toList())))
          .raw("\n");
    }
    page.closeLine();
  }

  private void notices() {
    List<Finding> notices = report.findings()
        .stream()
        .filter(finding -> finding.outcome() == Outcome.NOTICE)
        .toList();
    if (notices.isEmpty()) {
      return;
    }
    page.open("section").element("h2", PageTexts.of("notices")).open("ul", "class", "files");
    for (Finding notice : notices.subList(0, Math.min(MOST_NOTICES, notices.size()))) {
      page.open("li").element("code", ByteText.line(notice.path())).text(" ");
      page.element("small", Messages.text(notice.alarms().getFirst().code())).closeLine();
    }
    page.close();
    more(notices.size() - MOST_NOTICES);
    page.closeLine();
  }

  private void about() {
    page.open("footer").open("dl");
    report.archiveId().map(ByteSlice::toHex).ifPresent(id -> fact("about.archive", id));
    facts.profile()
        .ifPresent(
            profile -> fact("about.profile", profile.name().toLowerCase(Locale.ROOT)));
    fact("about.time", TIME.format(facts.end()));
    fact("about.depth", PageTexts.of(facts.full() ? "about.full" : "about.quick"));
    fact("about.program", facts.program());
    page.close().closeLine();
  }

  private void fact(String key, String value) {
    page.element("dt", PageTexts.of(key)).element("dd", ByteText.line(value)).raw("\n");
  }
}
