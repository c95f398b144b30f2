package dura.tools;

import dura.band.model.ArchiveHeader;
import dura.band.store.LooseFile;
import dura.band.store.Store;
import dura.band.store.StoreLocation;
import dura.band.store.Stores;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.Failures;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.dump.AnnotatedJson;
import dura.tools.dump.AnnotatedText;
import dura.tools.dump.ArchiveAnnotator;
import dura.tools.dump.Hex;
import dura.tools.dump.Node;
import dura.tools.dump.ObjectAnnotator;
import dura.tools.dump.Reading;
import dura.tools.dump.TreeView;
import dura.tools.dump.TreeWalk;
import dura.tools.report.Output;
import dura.tools.report.OutputException;
import dura.tools.text.ByteText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Shows places one after the other; one that cannot be read does not keep the others from being
/// shown.
final class DumpRun {
  private final Session session;
  private final DumpKeys keys;
  private final TreeView view;

  DumpRun(Session session, CommonOptions options, Hex hex) throws UserError, IOException {
    this.session = session;
    this.keys = DumpKeys.of(session);
    Output out = session.out();
    this.view = options.json() ? new AnnotatedJson(hex, out::line) : new AnnotatedText(hex, out::line);
  }

  /// Shows an archive, or a file as an object.
  ///
  /// @return the exit code
  int show(String place) throws UserError, IOException {
    try {
      boolean archive = StoreLocation.parse(place).isUrl() || Files.isDirectory(Path.of(place));
      long bad = archive ? archive(place) : object(place);
      return bad == 0 ? ExitCode.DONE : ExitCode.ALARMS;
    } catch (OutputException e) {
      throw e;
    } catch (IOException e) {
      UserError error = UserError.failed("dump.unreadable", place, Failures.reason(e));
      session.report().error(error.error(), error.hints());
      return ExitCode.FAILED;
    }
  }

  private long archive(String place) throws UserError, IOException {
    try (Store store = Stores.open(place)) {
      var archive = new ArchiveAnnotator(store);
      if (!archive.isArchive()) {
        UserError error = UserError.failed("dump.no-archive", place);
        throw error;
      }
      return show(archive.annotate(ByteText.printable(place)));
    }
  }

  private long object(String place) throws UserError, IOException {
    Path path = Path.of(place);
    LooseFile file = LooseFile.read(path);
    Optional<ArchiveHeader> header = keys.wanted() ? headerAbove(path) : Optional.empty();
    var reading = new Reading(keys.source(header), List.of());
    return show(new ObjectAnnotator(reading)
        .annotate(ByteText.printable(place), file.bytes(), file.length()));
  }

  private long show(Node tree) throws IOException {
    return TreeWalk.show(tree, view);
  }

  /// The header of the archive that a file is in: an object stands at most three folders below it.
  private static Optional<ArchiveHeader> headerAbove(Path file) throws IOException {
    Path folder = file.toRealPath().getParent();
    for (int above = 0; above <= 3 && folder != null; above++, folder = folder.getParent()) {
      try (Store store = Stores.open(folder.toString())) {
        Optional<ArchiveHeader> header = new ArchiveAnnotator(store).header();
        if (header.isPresent()) {
          return header;
        }
      } catch (IOException _) {
        // A folder that cannot be opened is not where the archive is.
      }
    }
    return Optional.empty();
  }
}
