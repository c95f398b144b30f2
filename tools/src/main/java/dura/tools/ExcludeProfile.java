package dura.tools;

import dura.band.source.IgnoreRules;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// Patterns for common applications that come with the program, one file in the format of `.gitignore`
/// each.
enum ExcludeProfile {
  BROWSER_CACHES, PACKAGE_CACHES, BUILD_OUTPUT;

  /// The name as users write it.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// All names, in order.
  static List<String> words() {
    return Arrays.stream(values()).map(ExcludeProfile::word).toList();
  }

  /// The profile of that name.
  static Optional<ExcludeProfile> parse(String word) {
    return Arrays.stream(values()).filter(profile -> profile.word().equals(word)).findFirst();
  }

  /// Adds the patterns to `rules`.
  void addTo(IgnoreRules rules) throws IOException {
    String name = "exclude/" + word() + ".gitignore";
    try (
        InputStream in =
            Objects.requireNonNull(ExcludeProfile.class.getResourceAsStream(name), name)) {
      rules.addFile(in.readAllBytes());
    }
  }
}
