package dura.tools;

import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.TreeEntry;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BandIndex;
import dura.band.run.EntrySource;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.BandOption;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura ls`: the files of a band.
@Command(name = "ls", mixinStandardHelpOptions = true, sortOptions = false)
final class LsCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", index = "0", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> archive = new ArrayList<>();

  @Parameters(paramLabel = "PATH", index = "1..*", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.ls-path")
  private List<String> others = new ArrayList<>();

  @Mixin
  private BandOption band = new BandOption();

  @Option(names = {"-l", "--long"}, descriptionKey = "ls.long")
  private boolean detailed;

  @Option(names = {"-0", "--null"}, descriptionKey = "ls.null")
  private boolean rawNames;

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException {
    if (rawNames && (detailed || common.json())) {
      throw UserError.usage("usage.null-alone");
    }
    ArchiveArgument arguments =
        ArchiveArgument.of(Arguments.joined(archive, others), 1, session.settings());
    ArchivePath top = arguments.others().isEmpty()
        ? ArchivePath.TOP
        : OpenArchive.path(arguments.others().getFirst());
    try (OpenArchive opened = OpenArchive.at(arguments.location(), session)) {
      BandIndex index = opened.index(band);
      if (!list(session, index, top) && !top.isTop()) {
        throw UserError.failed("no-such-path", top, index.band().name());
      }
    }
    return session.exitCode();
  }

  /// @return whether there was any entry
  private boolean list(Session session, BandIndex index, ArchivePath top)
      throws IOException, AbortedException {
    EntrySource entries = index.entries(Selection.of(List.of(top)));
    var files = new LinkedFiles();
    boolean found = false;
    Optional<ArchivePath> last = Optional.empty();
    for (Optional<TreeEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
      TreeEntry entry = next.get();
      // Directories on the way come along; a long file has several entries.
      boolean shown = entry.path().isAtOrBelow(top) && !last.equals(Optional.of(entry.path()));
      if (shown) {
        found = true;
        show(session, files.resolved(entry));
      }
      last = Optional.of(entry.path());
    }
    return found;
  }

  private void show(Session session, TreeEntry entry) throws IOException {
    if (rawNames) {
      byte[] path = entry.path().bytes();
      byte[] terminated = Arrays.copyOf(path, path.length + 1);
      session.out().write(terminated);
    } else {
      session.report().line(detailed ? new EntryLine.Details(entry) : new EntryLine.Name(entry));
    }
  }
}
