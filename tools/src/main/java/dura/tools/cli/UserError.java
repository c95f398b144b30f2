package dura.tools.cli;

import dura.tools.text.Message;
import dura.tools.text.Messages;
import java.util.List;

/// The end of a command, told in one line and hints. Its text and hints stand in the bundle under
/// `KEY` and, where there are hints, `KEY.hint`, `KEY.hint2`; all have the same arguments.
public final class UserError extends Exception {
  private static final long serialVersionUID = 1L;
  private static final String HINT = ".hint";

  /// What the exit code says.
  public enum Kind {
    /// The command line makes no sense: nothing was tried.
    USAGE,
    /// The work could not be done.
    FAILED
  }

  /// Carries the error through code that knows nothing of it.
  static final class Unchecked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final UserError error;

    Unchecked(UserError error) {
      super(error);
      this.error = error;
    }

    UserError error() {
      return error;
    }
  }

  private final Kind kind;
  private final transient Message error;

  private UserError(Kind kind, Message error, Throwable cause) {
    super(Messages.text(error), cause);
    this.kind = kind;
    this.error = error;
  }

  private UserError(Kind kind, Message error) {
    super(Messages.text(error));
    this.kind = kind;
    this.error = error;
  }

  /// The command line makes no sense.
  public static UserError usage(String key, Object... arguments) {
    return new UserError(Kind.USAGE, Message.of(key, arguments));
  }

  /// The work could not be done.
  public static UserError failed(String key, Object... arguments) {
    return new UserError(Kind.FAILED, Message.of(key, arguments));
  }

  /// The same error, with what led to it for `--debug`.
  public UserError causedBy(Throwable cause) {
    return new UserError(kind, error, cause);
  }

  public Kind kind() {
    return kind;
  }

  /// What is wrong.
  public Message error() {
    return error;
  }

  /// What can be done.
  public List<Message> hints() {
    return List.of(HINT, HINT + "2")
        .stream()
        .map(suffix -> new Message(error.key() + suffix, error.arguments()))
        .filter(hint -> Messages.has(hint.key()))
        .toList();
  }
}
