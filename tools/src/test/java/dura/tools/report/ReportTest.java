package dura.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.run.Monitor.Event;
import dura.band.run.Monitor.Reaction;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Condition;
import dura.spec.alarm.Location;
import dura.tools.text.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The views, and what `--on` makes of alarms.
class ReportTest {
  private static final Alarm DAMAGED = new Alarm(AlarmCode.CELL_DAMAGED,
      Location.range("b/d.tar", 8192, 4096), "", "2 cells\u001b[31m");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errorBytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(errorBytes, true, StandardCharsets.UTF_8);
  private final Output out = new Output(bytes);
  private long nanos;

  private TextReport text(Verbosity verbosity, boolean terminal) {
    return new TextReport("dura", out, err, verbosity,
        new ProgressLine(err, terminal, () -> nanos));
  }

  private String err() {
    return errorBytes.toString(StandardCharsets.UTF_8);
  }

  private String out() throws IOException {
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void alarmIsOneLineWithoutEscapes() throws IOException {
    text(Verbosity.QUIET, false).alarm(DAMAGED);
    assertEquals("alarm: cell-damaged b/d.tar@8192+4096: cells are damaged; the inner code repairs"
        + " its share of them; found 2 cells\\x1B[31m\n", err());
    assertEquals("", out());
  }

  @Test
  void alarmIsOneObject() throws IOException {
    new JsonReport(out, Verbosity.NORMAL, () -> nanos).alarm(DAMAGED);
    assertEquals("{\"type\":\"alarm\",\"code\":\"cell-damaged\",\"area\":\"block\","
        + "\"condition\":\"corrupt\",\"damage\":true,\"path\":\"b/d.tar\",\"offset\":8192,"
        + "\"length\":4096,\"found\":\"2 cells\\u001b[31m\","
        + "\"text\":\"cells are damaged; the inner code repairs its share of them\"}\n", out());
    assertEquals("", err());
  }

  @Test
  void progressIsForTerminals() {
    TextReport report = text(Verbosity.NORMAL, false);
    nanos = 1_000_000_000;
    report.event(new Event.Progress(1, 2, 3, "a"));
    report.event(new Event.Waiting("the store"));
    assertEquals("", err());
  }

  @Test
  void progressTellsRateAndRest() {
    TextReport report = text(Verbosity.NORMAL, true);
    for (int second = 1; second <= 30; second++) {
      nanos = second * 1_000_000_000L;
      report.event(new Event.Progress(1000 + second, second << 20, 60 << 20, "a\nb"));
    }
    String last = err().substring(err().lastIndexOf('\r'));
    assertEquals("\r\u001b[?7l1,030 files  30.0 MiB of 60.0 MiB  1.0 MiB/s  0:30 left  a\\nb"
        + "\u001b[K\u001b[?7h", last);
    report.alarm(Alarm.of(AlarmCode.SOURCE_DENIED, "x"));
    assertTrue(err().contains("\r\u001b[?7l\u001b[K\u001b[?7halarm: source-denied x: "), err());
  }

  @Test
  void progressComesFiveTimesASecond() {
    TextReport report = text(Verbosity.NORMAL, true);
    for (int i = 1; i <= 1000; i++) {
      nanos += 1_000_000;
      report.event(new Event.Progress(i, i, -1, "a"));
    }
    assertEquals(5, err().chars().filter(c -> c == '\r').count());
  }

  @Test
  void jsonProgressComesOnceASecond() throws IOException {
    var report = new JsonReport(out, Verbosity.NORMAL, () -> nanos);
    for (int i = 1; i <= 3000; i++) {
      nanos += 1_000_000;
      report.event(new Event.Progress(i, i, -1, "a"));
      report.event(new Event.ObjectStored("b", 1));
    }
    assertEquals(3, out().lines().count());
  }

  @Test
  void verboseNamesEveryFileOnce() {
    TextReport report = text(Verbosity.VERBOSE, false);
    for (String path : List.of("a", "a", "b")) {
      report.event(new Event.Progress(1, 2, 3, path));
    }
    assertEquals("a\nb\n", err());
  }

  @Test
  void quietTellsNeitherNotesNorSummary() throws IOException {
    for (Verbosity verbosity : Verbosity.values()) {
      TextReport report = text(verbosity, false);
      report.note(Message.of("bands.none"));
      report.summary(new AlarmLine(DAMAGED));
    }
    assertEquals(4, err().lines().count());
    assertEquals("", out());
  }

  @Test
  void policyDecides() {
    var asked = new ArrayList<Alarm>();
    AlarmPolicy policy = AlarmPolicy.parse(List.of("missing=abort", "denied=suppress",
        "corrupt=ask", "missing=continue", "exists=abort")).orElseThrow();
    var monitor = new TerminalMonitor(text(Verbosity.NORMAL, false), policy, alarm -> {
      asked.add(alarm);
      return asked.size() == 1;
    });
    assertEquals(Reaction.CONTINUE, monitor.alarm(Alarm.of(AlarmCode.OBJECT_MISSING, "a")));
    assertEquals(Reaction.CONTINUE, monitor.alarm(Alarm.of(AlarmCode.SOURCE_DENIED, "b")));
    assertEquals(Reaction.CONTINUE, monitor.alarm(DAMAGED));
    assertEquals(Reaction.ABORT, monitor.alarm(DAMAGED));
    assertEquals(Reaction.ABORT, monitor.alarm(Alarm.of(AlarmCode.TARGET_EXISTS, "c")));
    assertEquals(4, monitor.tally().total());
    assertEquals(3, monitor.tally().damage());
    assertEquals(2, monitor.tally().of(AlarmCode.CELL_DAMAGED));
    assertEquals(4, err().lines().count());
  }

  @Test
  void everyConditionAndChoiceHasAWord() {
    for (Condition condition : Condition.values()) {
      for (AlarmPolicy.Choice choice : AlarmPolicy.Choice.values()) {
        Optional<AlarmPolicy> policy =
            AlarmPolicy.parse(List.of(condition.word() + "=" + choice.word()));
        assertEquals(choice, policy.orElseThrow().of(condition));
      }
    }
    for (String bad : List.of("", "=", "missing", "missing=", "=abort", "Missing=abort",
        "missing=abort ", "missing=abort=x")) {
      assertTrue(AlarmPolicy.parse(List.of(bad)).isEmpty(), bad);
    }
  }

  @Test
  void lostIndexIsKnownThoughSuppressed() {
    AlarmPolicy policy = AlarmPolicy.parse(List.of("missing=suppress")).orElseThrow();
    var monitor = new TerminalMonitor(text(Verbosity.NORMAL, false), policy, _ -> true);
    monitor.alarm(Alarm.of(AlarmCode.INDEX_LOST, "a"));
    assertTrue(monitor.tally().indexLost());
    assertEquals(0, monitor.tally().total());
  }

  @Test
  void outputFailsOnceAndForAll() {
    var gone = new Output(new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException("Broken pipe");
      }
    });
    var report = new JsonReport(gone, Verbosity.NORMAL, () -> nanos);
    report.alarm(DAMAGED);
    report.alarm(DAMAGED);
    OutputException failure = assertThrows(OutputException.class, gone::flush);
    assertTrue(failure.readerGone());
    assertThrows(OutputException.class, () -> report.line(new AlarmLine(DAMAGED)));
  }

  @Test
  void amountsHaveThreeDigits() {
    assertEquals(List.of("0 B", "1023 B", "1.0 KiB", "99.9 KiB", "100 KiB", "1.0 MiB", "8.0 EiB"),
        List.of(0L, 1023L, 1024L, 102_300L, 102_400L, 1L << 20, Long.MAX_VALUE)
            .stream()
            .map(Amounts::bytes)
            .toList());
    assertEquals("1,234,567", Amounts.count(1_234_567));
    assertEquals(List.of("0:00", "1:05", "59:59", "1:00:00", "100:00:01"),
        List.of(0L, 65L, 3599L, 3600L, 360_001L).stream().map(Amounts::duration).toList());
  }
}
