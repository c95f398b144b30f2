package dura.tools.dump;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The texts of `meanings.properties`: what the parts of objects are for, and what can be wrong.
public final class Meanings {
  private static final ResourceBundle BUNDLE =
      ResourceBundle.getBundle("dura.tools.dump.meanings", Locale.ROOT);
  private static final Pattern NUMBER = Pattern.compile("\\[[0-9]+\\]");

  private Meanings() {}

  /// What the thing of this name is; empty where its name says it all. The number of one of several
  /// does not count.
  static String of(String name) {
    String key = "is." + NUMBER.matcher(name).replaceAll("").replace(' ', '-');
    return BUNDLE.containsKey(key) ? BUNDLE.getString(key) : "";
  }

  /// The text under `key`, its gaps `%s` filled.
  static String text(String key, @Nullable Object... arguments) {
    return BUNDLE.getString(key).formatted(arguments);
  }
}
