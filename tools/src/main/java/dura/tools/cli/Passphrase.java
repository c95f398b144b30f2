package dura.tools.cli;

import dura.tools.text.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A passphrase, in memory as short as possible. Never empty, one line.
public final class Passphrase implements AutoCloseable {
  private static final int MAX_BYTES = 1 << 16;

  private final char[] characters;

  private Passphrase(char[] characters) {
    this.characters = characters;
  }

  /// Reads a file of UTF-8; one line feed at its end is not part of the passphrase.
  public static Passphrase read(String file) throws UserError {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      bytes = in.readNBytes(MAX_BYTES);
    } catch (IOException e) {
      throw UserError.failed("passphrase.unreadable", file, Failures.reason(e)).causedBy(e);
    }
    int length =
        bytes.length > 0 && bytes[bytes.length - 1] == '\n' ? bytes.length - 1 : bytes.length;
    try {
      return checked(decode(ByteBuffer.wrap(bytes, 0, length)), file + ": ");
    } catch (CharacterCodingException e) {
      throw UserError.failed("passphrase.not-text", file).causedBy(e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static char[] decode(ByteBuffer bytes) throws CharacterCodingException {
    CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes);
    char[] characters = new char[decoded.remaining()];
    decoded.get(characters);
    Arrays.fill(decoded.array(), '\0');
    return characters;
  }

  /// Asks for the passphrase of a key that exists.
  public static Passphrase ask(Terminal terminal, String question) throws UserError, IOException {
    return checked(terminal.askSecret(question), "");
  }

  /// Asks twice for a new passphrase.
  public static Passphrase askTwice(Terminal terminal) throws UserError, IOException {
    Passphrase first = ask(terminal, Messages.text("ask.new-passphrase"));
    char[] second = terminal.askSecret(Messages.text("ask.passphrase-again"));
    boolean equal = Arrays.equals(first.characters, second);
    Arrays.fill(second, '\0');
    if (!equal) {
      first.close();
      throw UserError.failed("passphrase.differ");
    }
    return first;
  }

  /// gpg reads the first line of a passphrase file alone, so a passphrase is one line.
  private static Passphrase checked(char[] characters, String place) throws UserError {
    if (characters.length == 0) {
      throw UserError.failed("passphrase.empty", place);
    }
    for (char c : characters) {
      if (c == '\n' || c == '\r' || c == '\0') {
        throw UserError.failed("passphrase.lines", place);
      }
    }
    return new Passphrase(characters);
  }

  /// The characters themselves, zeros after [#close].
  public char[] characters() {
    return characters;
  }

  @Override
  public void close() {
    Arrays.fill(characters, '\0');
  }
}
