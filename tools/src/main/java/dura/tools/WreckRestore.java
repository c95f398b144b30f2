package dura.tools;

import dura.band.machine.RestoreMachine.Purpose;
import dura.band.model.ArchivePath;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.ArchiveReader;
import dura.band.run.BandContents;
import dura.band.run.BandInfo;
import dura.band.run.Monitor;
import dura.band.run.RestoreDriver;
import dura.band.run.RestoreReport;
import dura.band.run.RestoreRequest;
import dura.band.source.Existing;
import dura.band.source.FileRestoreTarget;
import dura.band.source.RestoreTarget;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.tools.cli.BandOption;
import dura.tools.cli.ExitCode;
import dura.tools.cli.Session;
import dura.tools.text.ByteText;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `dura restore --accept-damage` of a band whose index cannot be read: what is left of the index
/// first, then whatever the blocks hold, under the names it was first stored with
/// (format-spec/60-block.md, "Reading without an index").
///
/// @param reader of the archive
/// @param band as the user named it
/// @param paths what of it; none for everything
/// @param into target as the user named it
record WreckRestore(ArchiveReader reader, BandOption band, List<ArchivePath> paths, String into,
    boolean dryRun, Session session) {
  /// The band that is meant: a finished one, else, where none is named, the newest that was
  /// interrupted.
  static BandInfo select(ArchiveReader reader, BandOption band)
      throws IOException, ArchiveException, AbortedException {
    try {
      return reader.select(band.selector());
    } catch (ArchiveException e) {
      if (!(e.reason() instanceof ArchiveException.Reason.NoBand)) {
        throw e;
      }
      return reader.bands()
          .reversed()
          .stream()
          .filter(info -> info.state() == BandInfo.State.PARTIAL)
          .findFirst()
          .orElseThrow(() -> e);
    }
  }

  /// Restores the bands from which `chosen` is made up: itself where it was named, else all up to it,
  /// each into a folder of its own, since what one of them renamed or deleted is not known.
  int run(BandInfo chosen) throws IOException, ArchiveException, AbortedException {
    List<BandInfo> bands = band.selector().startsWith("latest")
        ? reader.bands()
            .stream()
            .filter(info -> info.state() == BandInfo.State.FINISHED
                || info.state() == BandInfo.State.PARTIAL)
            .filter(info -> info.name().compareTo(chosen.name()) <= 0)
            .toList()
        : List.of(chosen);
    session.report().note(Message.of("restore.no-index", chosen.name()));
    var notFound = new ArrayList<>(paths);
    if (bands.size() > 1) {
      target(into).close();
    }
    for (BandInfo info : bands) {
      String folder = bands.size() > 1 ? into + "/" + info.name() : into;
      RestoreReport leaves =
          restore(reader.leaves(info), folder, session.monitor());
      RestoreReport blocks = fromBlocks(info, folder);
      notFound.removeIf(path -> !leaves.notFound().contains(path)
          || !blocks.notFound().contains(path));
      session.report().summary(new RestoreLine(leaves, info.name(), folder, dryRun));
      session.report().summary(new RestoreLine(blocks, info.name(), folder, dryRun));
    }
    for (ArchivePath path : notFound) {
      session.report().error(Message.of("no-such-path", path, chosen.name()), List.of());
    }
    // Nobody can say what is missing.
    return ExitCode.FAILED;
  }

  /// Restores what a band's blocks hold and is not there yet.
  RestoreReport fromBlocks(BandInfo info, String folder)
      throws IOException, ArchiveException, AbortedException {
    return restore(reader.blocks(info), folder, new Besides(session.monitor()));
  }

  private RestoreReport restore(BandContents contents, String folder, Monitor monitor)
      throws IOException, AbortedException {
    var request = new RestoreRequest(contents, paths, Existing.KEEP,
        dryRun ? Purpose.PREVIEW : Purpose.RESTORE, session.settings().jobs());
    try (RestoreTarget target = target(folder)) {
      return RestoreDriver.run(request, target, monitor);
    }
  }

  private RestoreTarget target(String folder) throws IOException {
    return dryRun ? new NoTarget() : FileRestoreTarget.open(ByteText.bytes(folder));
  }

  /// That a file is there already is no news where the index brought it.
  private record Besides(Monitor monitor) implements Monitor {
    @Override
    public Reaction alarm(Alarm alarm) {
      return alarm.code() == AlarmCode.TARGET_EXISTS ? Reaction.CONTINUE : monitor.alarm(alarm);
    }

    @Override
    public void event(Event event) {
      monitor.event(event);
    }
  }
}
