package dura.tools.text;

import dura.spec.alarm.AlarmCode;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The texts of `messages.properties`.
public final class Messages {
  private static final ResourceBundle BUNDLE =
      ResourceBundle.getBundle("dura.tools.text.messages", Locale.ROOT);
  private static final Pattern GAP = Pattern.compile("\\{([0-9])\\}");

  private Messages() {}

  /// The message in words.
  ///
  /// @throws java.util.MissingResourceException when the bundle has no such key
  public static String text(Message message) {
    List<String> arguments = message.arguments();
    return GAP.matcher(BUNDLE.getString(message.key()))
        .replaceAll(
            gap -> Matcher.quoteReplacement(arguments.get(Integer.parseInt(gap.group(1)))));
  }

  /// The message under `key` in words.
  public static String text(String key, Object... arguments) {
    return text(Message.of(key, arguments));
  }

  /// What an alarm says, without its place.
  public static String text(AlarmCode code) {
    return BUNDLE.getString("alarm." + code.word());
  }

  /// Whether there is a text for `key`.
  public static boolean has(String key) {
    return BUNDLE.containsKey(key);
  }
}
