package dura.tools.cli;

import dura.band.run.GpgSessionKeys;
import dura.band.run.Keys;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.LockedIdentity;
import dura.tools.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The secret keys of a run: what the settings name, then gpg. Passphrases come from the file that is
/// named, else from the terminal, and only once a key is needed.
public final class SecretKeys {
  /// Time for a user to find the card or to type what gpg asks for.
  private static final Duration GPG_TIMEOUT = Duration.ofMinutes(5);

  private SecretKeys() {}

  /// The keys that `session` may use.
  public static Keys of(Session session) throws UserError {
    return new Keys(identities(session),
        (fingerprint, attempt) -> passphrase(session, fingerprint, attempt),
        Optional.of(GpgSessionKeys.onPath(GPG_TIMEOUT)));
  }

  /// The keys that `session` may use without a question to anybody: key files, and the passphrase
  /// file.
  public static Keys atHand(Session session) throws UserError {
    Optional<String> file = session.settings().passphraseFile();
    return new Keys(identities(session),
        (fingerprint, attempt) -> file.flatMap(_ -> passphrase(session, fingerprint, attempt)),
        Optional.empty());
  }

  private static List<LockedIdentity> identities(Session session) throws UserError {
    List<LockedIdentity> identities = new ArrayList<>();
    for (String file : session.settings().identities()) {
      try {
        identities.add(LockedIdentity.parse(KeyFiles.read(file)));
      } catch (CryptException e) {
        throw CryptErrors.of(e, file);
      }
    }
    return identities;
  }

  private static Optional<char[]> passphrase(Session session, String fingerprint, int attempt) {
    Optional<String> file = session.settings().passphraseFile();
    Terminal terminal = session.context().terminal();
    try {
      if (file.isPresent()) {
        return attempt == 0
            ? Optional.of(Passphrase.read(file.get()).characters())
            : Optional.empty();
      }
      if (!terminal.interactive()) {
        return Optional.empty();
      }
      session.report().clear();
      String question = attempt == 0 ? "ask.passphrase-of-key" : "ask.passphrase-retry";
      return Optional.of(
          Passphrase.ask(terminal, Messages.text(question, fingerprint)).characters());
    } catch (UserError e) {
      throw new UserError.Unchecked(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
