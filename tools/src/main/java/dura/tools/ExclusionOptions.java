package dura.tools;

import dura.band.model.FileName;
import dura.band.source.Exclusion;
import dura.band.source.IgnoreRules;
import dura.band.source.MarkedDirectories;
import dura.band.source.NodumpEntries;
import dura.band.source.OtherFileSystems;
import dura.codec.bytes.ByteSlice;
import dura.tools.cli.Failures;
import dura.tools.cli.UserError;
import dura.tools.text.ByteText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What a backup leaves out.
final class ExclusionOptions {
  @Option(names = "--exclude", paramLabel = "P", descriptionKey = "backup.exclude")
  private List<String> excluded = new ArrayList<>();

  @Option(names = "--exclude-from", paramLabel = "F", descriptionKey = "backup.exclude-from")
  private List<String> excludeFiles = new ArrayList<>();

  @Option(names = "--exclude-profile", paramLabel = "NAME",
      descriptionKey = "backup.exclude-profile")
  private List<String> profiles = new ArrayList<>();

  @Option(names = "--exclude-if-present", paramLabel = "NAME[:HEADER]",
      descriptionKey = "backup.exclude-if-present")
  private List<String> markers = new ArrayList<>();

  @Option(names = "--exclude-caches", descriptionKey = "backup.exclude-caches")
  private boolean caches;

  @Option(names = "--exclude-nodump", descriptionKey = "backup.exclude-nodump")
  private boolean nodump;

  @Option(names = {"-x", "--one-file-system"}, descriptionKey = "backup.one-file-system")
  private boolean oneFileSystem;

  /// The patterns: those of profiles, of files, of the command line, of which the last decides.
  IgnoreRules rules() throws UserError, IOException {
    var rules = new IgnoreRules();
    for (String word : profiles) {
      ExcludeProfile profile = ExcludeProfile.parse(word)
          .orElseThrow(() -> UserError.usage("usage.exclude-profile", word,
              String.join(", ", ExcludeProfile.words())));
      profile.addTo(rules);
    }
    for (String file : excludeFiles) {
      try {
        rules.addFile(Files.readAllBytes(Path.of(file)));
      } catch (IOException e) {
        throw UserError.failed("exclude-unreadable", file, Failures.reason(e)).causedBy(e);
      }
    }
    excluded.forEach(pattern -> rules.add(ByteText.bytes(pattern)));
    return rules;
  }

  /// What looks at directories as they are, before patterns take anything out of them.
  List<Exclusion> beforePatterns() throws UserError {
    var exclusions = new ArrayList<Exclusion>();
    if (oneFileSystem) {
      exclusions.add(new OtherFileSystems());
    }
    if (caches) {
      exclusions.add(MarkedDirectories.CACHES);
    }
    for (String marker : markers) {
      exclusions.add(marked(marker));
    }
    return exclusions;
  }

  /// What has to look at each entry that is left.
  List<Exclusion> behindPatterns() {
    return nodump ? List.of(new NodumpEntries()) : List.of();
  }

  private static MarkedDirectories marked(String option) throws UserError {
    int colon = option.indexOf(':');
    String name = colon < 0 ? option : option.substring(0, colon);
    String header = colon < 0 ? "" : option.substring(colon + 1);
    Optional<FileName> marker = FileName.parse(ByteText.bytes(name));
    if (marker.isEmpty()) {
      throw UserError.usage("usage.exclude-if-present", option);
    }
    return new MarkedDirectories(marker.get(), ByteSlice.of(ByteText.bytes(header)));
  }
}
