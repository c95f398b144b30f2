package dura.tools;

import dura.band.run.PathChoices;
import dura.band.source.IgnoreRules;
import dura.tools.text.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What a backup stores before all else, and what it keeps as it is stored.
final class ChoiceOptions {
  @Option(names = "--first", paramLabel = "P", descriptionKey = "backup.first")
  private List<String> first = new ArrayList<>();

  @Option(names = "--exclude-keep", paramLabel = "P", descriptionKey = "backup.exclude-keep")
  private List<String> kept = new ArrayList<>();

  /// What was chosen.
  ///
  /// @param excluded what is left out is not kept either
  PathChoices choices(IgnoreRules excluded) {
    IgnoreRules before = rules(first);
    IgnoreRules asStored = rules(kept);
    return new PathChoices(
        before.isEmpty()
            ? Optional.empty()
            : Optional.of(
                (path, directory) -> before.cover(BackupSources.belowSource(path), directory)),
        asStored.isEmpty()
            ? Optional.empty()
            : Optional.of((path,
                directory) -> asStored.leavesOut(BackupSources.belowSource(path), directory)
                    && !excluded.leavesOut(BackupSources.belowSource(path), directory)));
  }

  private static IgnoreRules rules(List<String> patterns) {
    var rules = new IgnoreRules();
    patterns.forEach(pattern -> rules.add(ByteText.bytes(pattern)));
    return rules;
  }
}
