package dura.tools.report;

import java.io.IOException;

/// The standard output cannot be written.
public final class OutputException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean readerGone;

  OutputException(IOException cause) {
    super(cause.getMessage(), cause);
    String message = String.valueOf(cause.getMessage());
    this.readerGone = message.contains("Broken pipe") || message.contains("Pipe closed");
  }

  /// Whether the reader of a pipe went away, which is its right.
  public boolean readerGone() {
    return readerGone;
  }
}
