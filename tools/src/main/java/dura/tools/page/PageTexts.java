package dura.tools.page;

import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// The texts of `page.properties`.
final class PageTexts {
  private static final ResourceBundle BUNDLE =
      ResourceBundle.getBundle("dura.tools.page.page", Locale.ROOT);

  private PageTexts() {}

  /// The text under `key`, its gaps `%s` filled.
  static String of(String key, @Nullable Object... arguments) {
    return BUNDLE.getString(key).formatted(arguments);
  }
}
