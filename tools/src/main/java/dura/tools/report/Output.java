package dura.tools.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The standard output, buffered. Every failure is an [OutputException]; after the first, nothing
/// more is tried and every call, [#flush] too, throws it again. Thread-safe: what one call writes stays together.
public final class Output extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private @Nullable OutputException failure;

  public Output(OutputStream out) {
    super();
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
  }

  /// Writes `text` as UTF-8 and ends the line.
  public void line(String text) throws OutputException {
    write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void write(int value) throws OutputException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes) throws OutputException {
    write(bytes, 0, bytes.length);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws OutputException {
    attempt(() -> out.write(bytes, from, length));
  }

  @Override
  public synchronized void flush() throws OutputException {
    attempt(out::flush);
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private void attempt(Attempt attempt) throws OutputException {
    if (failure != null) {
      throw failure;
    }
    try {
      attempt.run();
    } catch (IOException e) {
      failure = new OutputException(e);
      throw failure;
    }
  }
}
