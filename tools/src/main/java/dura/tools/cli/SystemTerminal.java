package dura.tools.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

/// The terminal of this process, on Linux. Its own class because [java.io.Console] wants both input
/// and output to be terminals, and `dura cat ARCHIVE PATH > FILE` may ask for a passphrase too.
final class SystemTerminal implements Terminal {
  private static final Pattern DEVICE = Pattern.compile("/dev/(pts/[0-9]+|tty.*|console)");
  private static final int MAX_ANSWER_BYTES = 4096;

  private final InputStream in;
  private final PrintStream err;
  private final boolean inputIsTerminal = isTerminal(0);
  private final boolean outputIsTerminal = isTerminal(1);
  private final boolean errorIsTerminal = isTerminal(2);
  private final boolean isDumb;

  SystemTerminal(InputStream in, PrintStream err, Map<String, String> environment) {
    this.in = in;
    this.err = err;
    this.isDumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  private static boolean isTerminal(int descriptor) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)));
      return DEVICE.matcher(target.toString()).matches();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public boolean interactive() {
    return inputIsTerminal && errorIsTerminal;
  }

  @Override
  public boolean showsOutput() {
    return outputIsTerminal;
  }

  @Override
  public boolean showsProgress() {
    return errorIsTerminal && !isDumb;
  }

  @Override
  public String ask(String question) throws IOException {
    char[] answer = answer(question);
    return new String(answer);
  }

  @Override
  public char[] askSecret(String question) throws IOException {
    var echoOn = new Thread(SystemTerminal::showTyping);
    Runtime.getRuntime().addShutdownHook(echoOn);
    hideTyping();
    try {
      return answer(question);
    } finally {
      showTyping();
      Runtime.getRuntime().removeShutdownHook(echoOn);
      err.println();
    }
  }

  private char[] answer(String question) throws IOException {
    err.print(question);
    err.flush();
    byte[] line = new byte[MAX_ANSWER_BYTES];
    int length = 0;
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (length < line.length) {
        line[length++] = (byte) next;
      }
      next = in.read();
    }
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line, 0, length));
    char[] answer = new char[decoded.remaining()];
    decoded.get(answer);
    Arrays.fill(line, (byte) 0);
    Arrays.fill(decoded.array(), '\0');
    return answer;
  }

  private static void hideTyping() throws IOException {
    if (stty("-echo") != 0) {
      throw new IOException("stty -echo failed; the passphrase would be seen");
    }
  }

  private static void showTyping() {
    try {
      stty("echo");
    } catch (IOException e) {
      throw new IllegalStateException("the program that hid typing does not start any more", e);
    }
  }

  private static int stty(String setting) throws IOException {
    Process process = new ProcessBuilder("stty", setting).inheritIO().start();
    boolean interrupted = false;
    while (true) {
      try {
        int exitCode = process.waitFor();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return exitCode;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
