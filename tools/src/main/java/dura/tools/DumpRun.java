package dura.tools;

import dura.band.model.ArchiveHeader;
import dura.band.run.Keys;
import dura.band.store.FileStore;
import dura.band.store.LocationException;
import dura.band.store.LooseFile;
import dura.band.store.Store;
import dura.band.store.StoreLocation;
import dura.band.store.Stores;
import dura.codec.crypt.SessionKeySource;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.Failures;
import dura.tools.cli.SecretKeys;
import dura.tools.cli.Session;
import dura.tools.cli.SystemPath;
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
  /// From a block's file up to its archive: number, kind, band, archive.
  private static final int FOLDERS_ABOVE = 3;

  private final Session session;
  private final Optional<Keys> keys;
  private final TreeView view;

  DumpRun(Session session, CommonOptions options, Hex hex) throws UserError {
    this.session = session;
    this.keys = named(session) ? Optional.of(SecretKeys.of(session)) : Optional.empty();
    Output out = session.out();
    this.view =
        options.json() ? new AnnotatedJson(hex, out::line) : new AnnotatedText(hex, out::line);
  }

  /// Whether the user named a key: nobody is asked for one only to look at bytes.
  private static boolean named(Session session) {
    return !session.settings().identities().isEmpty()
        || session.settings().passphraseFile().isPresent();
  }

  /// Shows an archive, or a file as an object.
  ///
  /// @return the exit code
  int show(String place) throws OutputException {
    try {
      boolean archive = StoreLocation.parse(place).isUrl() || Files.isDirectory(path(place));
      long bad = archive ? archive(place) : object(place);
      return bad == 0 ? ExitCode.DONE : ExitCode.ALARMS;
    } catch (OutputException e) {
      throw e;
    } catch (UserError e) {
      return fail(e);
    } catch (LocationException e) {
      return fail(UserError.failed("location." + e.problem().name(), e.location()));
    } catch (IOException e) {
      return fail(UserError.failed("dump.unreadable", place, Failures.reason(e)));
    }
  }

  private int fail(UserError error) {
    session.report().error(error.error(), error.hints());
    return ExitCode.FAILED;
  }

  private static Path path(String place) {
    return SystemPath.of(ByteText.bytes(place));
  }

  private long archive(String place) throws IOException, UserError {
    try (Store store = Stores.open(place)) {
      var archive = new ArchiveAnnotator(store);
      if (!archive.isArchive()) {
        throw UserError.failed("archive.not-one", place);
      }
      return show(archive.annotate(ByteText.printable(place)));
    }
  }

  private long object(String place) throws IOException {
    Path path = path(place);
    LooseFile file = LooseFile.read(path);
    Optional<ArchiveHeader> header = headerAbove(path);
    Optional<SessionKeySource> source = keys.map(known -> header.map(known::forArchive)
        .orElseGet(known::withoutArchive));
    var reading =
        new Reading(source, header.map(ArchiveHeader::signers).orElse(List.of()));
    return show(new ObjectAnnotator(reading)
        .annotate(ByteText.printable(place), file.bytes(), file.length()));
  }

  private long show(Node tree) throws IOException {
    return TreeWalk.show(tree, view);
  }

  /// The header of the archive that a file is in: an object stands at most three folders below it.
  private static Optional<ArchiveHeader> headerAbove(Path file) throws IOException {
    Path folder = file.toRealPath().getParent();
    for (int above = 0; above <= FOLDERS_ABOVE && folder != null; above++) {
      try (Store store = FileStore.open(folder)) {
        Optional<ArchiveHeader> header = new ArchiveAnnotator(store).header();
        if (header.isPresent()) {
          return header;
        }
      } catch (IOException _) {
        // A folder that cannot be opened is not where the archive is.
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }
}
