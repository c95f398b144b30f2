package dura.tools;

import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.ArchiveReader;
import dura.band.run.FsckReport;
import dura.band.run.Keys;
import dura.band.run.Monitor;
import dura.band.store.Store;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.Alarm;
import dura.tools.cli.Failures;
import dura.tools.cli.Program;
import dura.tools.cli.Session;
import dura.tools.cli.SystemPath;
import dura.tools.cli.UserError;
import dura.tools.cli.Version;
import dura.tools.page.CheckFacts;
import dura.tools.page.DamagePage;
import dura.tools.text.ByteText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;

/// The page that `--report` asks for. A file beside it is made before the check, so that a check of
/// hours does not end with a page that cannot be written, and takes the page's name when it is whole.
final class FsckPage implements Closeable {
  private final Path target;
  private final Path part;

  private FsckPage(Path target, Path part) {
    this.target = target;
    this.part = part;
  }

  /// Makes room for a page.
  ///
  /// @param name as the user named it
  static FsckPage at(String name) throws UserError {
    if (name.isEmpty()) {
      throw UserError.usage("usage.report-empty");
    }
    Path target = SystemPath.of(ByteText.bytes(name));
    try {
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        throw UserError.failed("report-no-file", ByteText.printable(name));
      }
      Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent());
      return new FsckPage(target, Files.createTempFile(folder, ".dura-report.", ".part"));
    } catch (IOException e) {
      throw UserError.failed("report-unwritable", ByteText.printable(name), Failures.reason(e))
          .causedBy(e);
    }
  }

  /// Writes the page.
  ///
  /// @param store of the archive; none for a single object
  /// @param full whether every byte was read
  /// @param repairAsked whether a repair was asked for
  void write(String place, Optional<Store> store, FsckReport report, FsckAffected affected,
      boolean full, boolean repairAsked, Session session) throws UserError {
    var facts = new CheckFacts(place, Program.DURA_FSCK.command() + " " + Version.number(),
        session.context().clock().instant(), store.flatMap(FsckPage::profile), full, repairAsked,
        affected.files(), affected.count(), affected.unknown());
    try {
      Files.writeString(part, DamagePage.render(facts, report));
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw UserError
          .failed("report-unwritable", ByteText.printable(target.toString()), Failures.reason(e))
          .causedBy(e);
    }
  }

  /// The profile that the header names. What is wrong with the header, the check has told.
  private static Optional<RedundancyProfile> profile(Store store) {
    try {
      return Optional
          .of(ArchiveReader.open(store, Keys.none(), new Silence()).header().profile());
    } catch (ArchiveException | AbortedException | IOException _) {
      return Optional.empty();
    }
  }

  private static final class Silence implements Monitor {
    @Override
    public Reaction alarm(Alarm alarm) {
      return Reaction.CONTINUE;
    }

    @Override
    public void event(Event event) {}
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(part);
  }
}
