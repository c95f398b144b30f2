package dura.tools;

import dura.band.scavenge.ScavengeReport;
import dura.band.scavenge.Scavenged;
import dura.band.scavenge.Scavenger;
import dura.band.store.DiskImage;
import dura.band.store.Store;
import dura.band.store.Stores;
import dura.tools.cli.Failures;
import dura.tools.cli.FsckExitCode;
import dura.tools.cli.Session;
import dura.tools.cli.SystemPath;
import dura.tools.cli.UserError;
import dura.tools.text.ByteText;
import dura.tools.text.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `dura-fsck --scavenge IMAGE --into DIR`: an archive out of a disk without a file system.
final class FsckScavenge {
  private FsckScavenge() {}

  /// Searches `image` and writes what is found to the folder `into`, which is made where it is missing.
  ///
  /// @param all whether objects that are whole are named too
  /// @return exit code: clean where all that was found is whole, damage left where parts are missing
  static int run(String image, String into, boolean all, Session session)
      throws UserError, IOException {
    if (image.isEmpty() || into.isEmpty()) {
      throw UserError.usage("usage.scavenge");
    }
    try (DiskImage disk = open(image)) {
      Path folder = SystemPath.of(ByteText.bytes(into));
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder);
      }
      try (Store store = Stores.open(into)) {
        ScavengeReport report = Scavenger.run(disk, store, session.monitor().unshown(),
            found -> show(found, all, session));
        if (!report.isAnything()) {
          throw UserError.failed("scavenge.nothing", ByteText.printable(image));
        }
        if (!report.complete()) {
          session.report().note(Message.of("scavenge.too-many"));
        }
        session.report().note(Message.of("scavenge.next", ByteText.printable(into)));
        session.report().summary(new ScavengeLine(image, into, report));
        return report.partial() + report.headOnly() > 0
            ? FsckExitCode.DAMAGE_LEFT
            : FsckExitCode.CLEAN;
      }
    }
  }

  private static DiskImage open(String image) throws UserError {
    try {
      return DiskImage.open(SystemPath.of(ByteText.bytes(image)));
    } catch (IOException e) {
      throw UserError.failed("scavenge.unreadable", ByteText.printable(image), Failures.reason(e))
          .causedBy(e);
    }
  }

  /// What cannot be written surfaces as the failure of the command, see
  /// [dura.tools.cli.CommandRunner].
  private static void show(Scavenged found, boolean all, Session session) {
    boolean lacks = found.state() == Scavenged.State.PARTIAL
        || found.state() == Scavenged.State.HEAD_ONLY;
    if (all || lacks) {
      try {
        session.report().line(new ScavengedLine(found));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
