package dura.band.run;

import dura.codec.crypt.CryptException;
import dura.codec.crypt.CryptFailure;
import dura.codec.crypt.GpgStatus;
import dura.codec.crypt.SessionKey;
import dura.codec.crypt.SessionKeyPacket;
import dura.codec.crypt.SessionKeySource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Session keys from gpg: keys in its own store, in an agent, on a card. It is sent the key packets
/// alone (format-spec/40-encryption.md), and asks the user itself where it must.
public final class GpgSessionKeys implements SessionKeySource {
  /// Most bytes of status lines that are read.
  private static final int MAX_STATUS = 1 << 16;

  private final List<String> command;
  private final Duration timeout;

  private GpgSessionKeys(List<String> command, Duration timeout) {
    this.command = command;
    this.timeout = timeout;
  }

  /// The gpg on the PATH, with the keys of the user.
  ///
  /// @param timeout how long the user and a card may take
  public static GpgSessionKeys onPath(Duration timeout) {
    return of(List.of("gpg"), timeout);
  }

  /// A given gpg.
  ///
  /// @param gpg the program and its first arguments, as `--homedir`
  public static GpgSessionKeys of(List<String> gpg, Duration timeout) {
    var command = new ArrayList<>(gpg);
    command.addAll(List.of("--batch", "--status-fd", "1", "--output", "/dev/null", "--yes",
        "--show-session-key", "--decrypt"));
    return new GpgSessionKeys(List.copyOf(command), timeout);
  }

  @Override
  public SessionKey sessionKey(List<SessionKeyPacket> packets) throws CryptException {
    String status = ask(GpgStatus.question(packets));
    Optional<SessionKey> key = GpgStatus.sessionKey(status);
    return key.orElseThrow(() -> new CryptException(new CryptFailure.NoMatchingKey(
        packets.stream().map(SessionKeyPacket::keyIdHex).toList())));
  }

  private String ask(byte[] question) throws CryptException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw failed("gpg cannot be started", e);
    }
    try {
      var status = new FutureTask<>(() -> process.getInputStream().readNBytes(MAX_STATUS));
      Thread.ofPlatform().daemon().start(status);
      send(process, question);
      byte[] lines = status.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new String(lines, StandardCharsets.ISO_8859_1);
    } catch (TimeoutException e) {
      throw failed("gpg gave no answer in " + timeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw failed("gpg's answer cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    } finally {
      process.destroy();
    }
  }

  private static void send(Process process, byte[] question) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(question);
    } catch (IOException _) {
      // gpg may end before it has read everything; its answer tells.
    }
  }

  private static CryptException failed(String detail, Exception cause) {
    return new CryptException(new CryptFailure.KeyServiceFailed(detail), cause);
  }
}
