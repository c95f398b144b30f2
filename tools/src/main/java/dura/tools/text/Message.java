package dura.tools.text;

import java.util.Arrays;
import java.util.List;

/// A text of the resource bundle and what is put into its gaps.
///
/// @param key in `messages.properties`
/// @param arguments for `{0}`, `{1}` and so on
public record Message(String key, List<String> arguments) {
  public Message {
    arguments = List.copyOf(arguments);
  }

  /// The message under `key`, its arguments as they print themselves.
  public static Message of(String key, Object... arguments) {
    return new Message(key, Arrays.stream(arguments).map(String::valueOf).toList());
  }
}
