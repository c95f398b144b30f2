package dura.tools;

import dura.band.machine.BackupPlan.Trust;
import dura.band.model.ArchiveHeader;
import dura.band.model.FileName;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BackupDriver;
import dura.band.run.BackupReport;
import dura.band.run.BackupRequest;
import dura.band.source.SourceTree;
import dura.codec.crypt.CryptException;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.ClientKey;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.Failures;
import dura.tools.cli.SecretKeys;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.cli.Version;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura backup`: one more band.
@Command(name = "backup", mixinStandardHelpOptions = true, sortOptions = false)
final class BackupCommand implements Action {
  private static final int MAX_RETRIES = 100;

  @Parameters(paramLabel = "ARCHIVE", index = "0", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> archive = new ArrayList<>();

  @Parameters(paramLabel = "SOURCE...", index = "1..*", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.source")
  private List<String> others = new ArrayList<>();

  @Option(names = "--as", paramLabel = "NAME=PATH", descriptionKey = "backup.as")
  private List<String> renamed = new ArrayList<>();

  @Option(names = "--stdin", paramLabel = "NAME", descriptionKey = "backup.stdin")
  private @Nullable String stdin;

  @Mixin
  private ExclusionOptions exclusions = new ExclusionOptions();

  @Mixin
  private ChoiceOptions choices = new ChoiceOptions();

  @Option(names = "--tag", paramLabel = "T", descriptionKey = "backup.tag")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--host", paramLabel = "NAME", descriptionKey = "backup.host")
  private @Nullable String host;

  @Option(names = "--description", paramLabel = "TEXT", descriptionKey = "backup.description")
  private String description = "";

  @Option(names = "--sign-with", paramLabel = "KEY", descriptionKey = "sign-with")
  private @Nullable String signWith;

  @Option(names = {"-n", "--dry-run"}, descriptionKey = "backup.dry-run")
  private boolean dryRun;

  @Option(names = "--force-read", descriptionKey = "backup.force-read")
  private boolean forceRead;

  @Option(names = "--read-retries", paramLabel = "N", defaultValue = "2",
      descriptionKey = "backup.read-retries")
  private int readRetries;

  @Option(names = "--create", descriptionKey = "backup.create")
  private boolean create;

  @Mixin
  private NewArchiveOptions newArchive = new NewArchiveOptions();

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session) throws UserError, IOException, ArchiveException,
      AbortedException, CryptException, InterruptedException {
    if (newArchive.given() && !create) {
      throw UserError.usage("usage.without-create");
    }
    if (readRetries < 0 || readRetries > MAX_RETRIES) {
      throw UserError.usage("usage.read-retries", readRetries, MAX_RETRIES);
    }
    var arguments = ArchiveArgument.of(Arguments.joined(archive, others), Integer.MAX_VALUE,
        session.settings());
    SortedMap<FileName, byte[]> named = NamedSources.of(arguments.others(), renamed);
    Optional<StandardInput> input = stdin == null
        ? Optional.empty()
        : Optional.of(StandardInput.of(stdin, named));
    if (input.isPresent() && dryRun) {
      throw UserError.usage("usage.stdin-dry-run");
    }
    if (named.isEmpty() && input.isEmpty()) {
      throw UserError.usage("usage.no-source");
    }
    var place = new BackupPlace(arguments.location(), create, newArchive, common, signer(session),
        session);
    try (
        var sources = BackupSources.open(named, input, exclusions, choices,
            arguments.location(), session)) {
      return dryRun ? preview(sources, place, session) : backUp(sources, place, session);
    }
  }

  private Optional<String> signer(Session session) {
    return Optional.ofNullable(signWith).or(() -> session.settings().signWith());
  }

  private static int preview(BackupSources sources, BackupPlace place, Session session)
      throws IOException, UserError, ArchiveException, AbortedException {
    place.check();
    BackupPreview preview = BackupPreview.of(sources.tree(), session.monitor());
    session.report().summary(preview);
    return preview.entries() == 0 ? ExitCode.FAILED : session.exitCode();
  }

  private int backUp(BackupSources sources, BackupPlace place, Session session)
      throws UserError, IOException, ArchiveException, AbortedException, CryptException,
      InterruptedException {
    String named = host == null ? BackupSources.hostName() : host;
    try (
        BackupPlace.Opened opened = place.open();
        ClientCache cache = ClientCache.open(session.context().cacheFolder(), opened.header(),
            named, sources.described())) {
      ArchiveHeader header = opened.header();
      var request = new BackupRequest(sources.described(), header.profile(),
          header.compression(), session.settings().jobs(), named, tags, description,
          "dura " + Version.number(), forceRead ? Trust.NOTHING : Trust.METADATA,
          sources.choices(), readRetries,
          SecretKeys.atHand(session), cache.index(), opened.signer().map(ClientKey::identity),
          session.context().clock(), session.context().entropy());
      SourceTree tree = sources.tree();
      BackupReport report =
          BackupDriver.run(opened.store(), tree, header, request, session.monitor());
      cache.failure()
          .ifPresent(failure -> session.report()
              .note(Message.of("note.cache-failed", Failures.reason(failure))));
      var line = new BackupLine(report, opened.store().location());
      session.report().summary(line);
      return line.entries() == 0 ? ExitCode.FAILED : session.exitCodeOfWriting();
    }
  }
}
