package dura.tools;

import dura.band.machine.CheckDepth;
import dura.band.machine.Finding;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.ArchiveReader;
import dura.band.run.CheckOutcome;
import dura.band.run.CheckRequest;
import dura.band.run.FsckDriver;
import dura.band.run.FsckReport;
import dura.band.run.Keys;
import dura.band.run.Monitor;
import dura.band.run.ObjectFile;
import dura.band.store.Store;
import dura.band.store.Stores;
import dura.tools.cli.Action;
import dura.tools.cli.CommandRunner;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.Failures;
import dura.tools.cli.FsckExitCode;
import dura.tools.cli.Program;
import dura.tools.cli.SecretKeys;
import dura.tools.cli.Session;
import dura.tools.cli.SystemPath;
import dura.tools.cli.UserError;
import dura.tools.report.Verbosity;
import dura.tools.text.ByteText;
import dura.tools.text.Message;
import dura.tools.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command `dura-fsck`: checks and repairs archives and single objects.
@Command(name = "dura-fsck", mixinStandardHelpOptions = true, sortOptions = false)
public final class DuraFsck implements Action {
  @Parameters(paramLabel = "ARCHIVE|OBJECT", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.fsck")
  private List<String> arguments = new ArrayList<>();

  @Option(names = "--quick", descriptionKey = "fsck.quick")
  private boolean quick;

  @Option(names = "--deep", descriptionKey = "fsck.deep")
  private boolean deep;

  @Option(names = "--repair", descriptionKey = "fsck.repair")
  private boolean repair;

  @Option(names = {"-n", "--dry-run"}, descriptionKey = "fsck.dry-run")
  private boolean dryRun;

  @Option(names = {"-y", "--yes"}, descriptionKey = "fsck.yes")
  private boolean yes;

  @Option(names = "--report", paramLabel = "F.html", descriptionKey = "fsck.report")
  private @Nullable String page;

  @Option(names = "--scavenge", paramLabel = "IMAGE", descriptionKey = "fsck.scavenge")
  private @Nullable String image;

  @Option(names = "--into", paramLabel = "DIR", descriptionKey = "fsck.into")
  private @Nullable String into;

  @Mixin
  private FsckBounds bounds = new FsckBounds();

  @Option(names = "--merge", descriptionKey = "fsck.merge")
  private boolean merge;

  @Mixin
  private CommonOptions common = new CommonOptions();

  /// Starts the program.
  public static void main(String[] args) {
    CommandRunner.main(Program.DURA_FSCK, new DuraFsck(), args);
  }

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException, InterruptedException {
    if (image != null || into != null) {
      boolean alone =
          arguments.isEmpty() && !repair && !dryRun && !quick && !deep && !merge && page == null
              && !bounds.given();
      if (image == null || into == null || !alone) {
        throw UserError.usage("usage.scavenge");
      }
      return FsckScavenge.run(image, into, showsAll(), session);
    }
    List<String> places = arguments.isEmpty()
        ? session.settings().archive().stream().toList()
        : arguments;
    if (places.isEmpty()) {
      throw UserError.usage("usage.no-archive");
    }
    if (page != null && places.size() > 1) {
      throw UserError.usage("usage.report-one");
    }
    if (quick && deep) {
      throw UserError.usage("usage.fsck-depth");
    }
    if (bounds.given() && (repair || dryRun)) {
      throw UserError.usage("usage.fsck-bounded-repair");
    }
    if (merge) {
      return merged(places, session);
    }
    int exitCode = FsckExitCode.CLEAN;
    for (String place : places) {
      exitCode = Math.max(exitCode, run(place, session));
    }
    return exitCode;
  }

  private int run(String place, Session session)
      throws UserError, IOException, ArchiveException, AbortedException, InterruptedException {
    if (page == null) {
      return run(place, Optional.empty(), session);
    }
    try (FsckPage into = FsckPage.at(page)) {
      return run(place, Optional.of(into), session);
    }
  }

  private int run(String place, Optional<FsckPage> into, Session session)
      throws UserError, IOException, ArchiveException, AbortedException, InterruptedException {
    Optional<Path> object = objectFile(place);
    if (object.isEmpty() && bounds.given()) {
      return bounded(place, into, session);
    }
    FsckReport report = object.isPresent()
        ? object(object.get(), place, into, session)
        : archive(place, into, session);
    view(place, session, report).showEnd(repair && !dryRun);
    return exitCode(report);
  }

  private FsckView view(String place, Session session, FsckReport report) {
    return new FsckView(place, session, report, FsckScope.whole(depth()), showsAll());
  }

  private CheckDepth depth() {
    return deep ? CheckDepth.DEEP : quick ? CheckDepth.QUICK : CheckDepth.FULL;
  }

  private Keys keys(Session session) throws UserError {
    return deep ? SecretKeys.of(session) : Keys.none();
  }

  /// Makes one report of several.
  private int merged(List<String> files, Session session) throws UserError, IOException {
    if (repair || dryRun || quick || deep || page != null || bounds.given()) {
      throw UserError.usage("usage.merge-alone");
    }
    FsckReports.Merged merged = FsckReports.merge(files, session);
    var view = new FsckView(merged.place(), session, merged.report(),
        FsckScope.whole(merged.depth()), showsAll());
    view.showFindings();
    view.showEnd(false);
    return exitCode(merged.report());
  }

  /// Checks a part of an archive, or for some time.
  private int bounded(String place, Optional<FsckPage> into, Session session)
      throws UserError, IOException, ArchiveException, AbortedException, InterruptedException {
    FsckRun run = bounds.open(place, depth(), session);
    try (
        Store store = Stores.open(place);
        var driver = new FsckDriver(store, session.settings().jobs(), monitor(session))) {
      ArchiveReader.requireKnownFormat(store);
      CheckOutcome outcome = driver.check(
          CheckRequest.of(depth(), run.portion(), run::timeOver, run).with(keys(session)));
      requireArchive(place, outcome.report());
      FsckReport report = run.withUntold(outcome.report());
      var view = new FsckView(place, session, report, run.scope(outcome), showsAll());
      view.showFindings();
      FsckAffected affected = FsckAffected.show(store, report, session, showsAll());
      if (into.isPresent()) {
        into.get().write(place, Optional.of(store), report, affected, !quick, false, session);
      }
      view.showEnd(false);
      run.told(outcome);
      return exitCode(report);
    }
  }

  private static void requireArchive(String place, FsckReport report) throws ArchiveException {
    if (!report.isArchive()) {
      throw new ArchiveException(new ArchiveException.Reason.NotAnArchive(place));
    }
  }

  private static int exitCode(FsckReport report) {
    return report.isClean() ? FsckExitCode.CLEAN
        : report.isDamageLeft() ? FsckExitCode.DAMAGE_LEFT
        : FsckExitCode.REPAIRED;
  }

  /// The file that `place` names, where it is one: archives are folders or URLs.
  private static Optional<Path> objectFile(String place) {
    if (place.isEmpty()) {
      return Optional.empty();
    }
    Path path = SystemPath.of(ByteText.bytes(place));
    return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
  }

  private boolean showsAll() {
    return common.json() || common.verbosity() == Verbosity.VERBOSE;
  }

  /// Alarms one by one for programs and for who wants to see them; else findings tell them.
  private Monitor monitor(Session session) {
    return showsAll() ? session.monitor() : session.monitor().unshown();
  }

  private FsckReport archive(String place, Optional<FsckPage> into, Session session)
      throws UserError, IOException, ArchiveException, AbortedException, InterruptedException {
    try (
        Store store = Stores.open(place);
        var driver = new FsckDriver(store, session.settings().jobs(), monitor(session))) {
      ArchiveReader.requireKnownFormat(store);
      FsckReport checked =
          driver.check(CheckRequest.whole(depth()).with(keys(session))).report();
      requireArchive(place, checked);
      boolean planned = repair || dryRun;
      if (planned) {
        view(place, session, checked).showPlan();
      }
      boolean goes = repair && !dryRun && !checked.plan().isEmpty();
      FsckReport report =
          goes && agreed(checked.plan().size(), session) ? driver.repair(checked) : checked;
      view(place, session, report).showFindings();
      FsckAffected affected = FsckAffected.show(store, report, session, showsAll());
      if (into.isPresent()) {
        into.get()
            .write(place, Optional.of(store), report, affected, !quick, repair && !dryRun, session);
      }
      return report;
    }
  }

  private FsckReport object(Path file, String place, Optional<FsckPage> into,
      Session session)
      throws UserError, IOException, AbortedException {
    try {
      ObjectFile object =
          ObjectFile.check(file, ByteText.printable(place), monitor(session));
      boolean repairable = object.finding()
          .filter(finding -> finding.outcome() == Finding.Outcome.REPAIRABLE)
          .isPresent();
      boolean goes = repair && !dryRun && repairable && agreed(1, session);
      FsckReport report = FsckReport.ofObject(goes ? object.repair() : object.finding());
      view(place, session, report).showFindings();
      if (into.isPresent()) {
        into.get()
            .write(place, Optional.empty(), report, FsckAffected.NONE, true, repair && !dryRun,
                session);
      }
      return report;
    } catch (IOException e) {
      throw UserError.failed("io", Failures.text(e)).causedBy(e);
    }
  }

  private boolean agreed(int steps, Session session) throws IOException {
    if (yes || !session.context().terminal().interactive()) {
      return true;
    }
    session.report().clear();
    String answer =
        session.context().terminal().ask(Messages.text(Message.of("fsck.ask", steps)));
    return answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
