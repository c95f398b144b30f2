package dura.tools;

import dura.band.model.ArchiveHeader;
import dura.band.model.KeyBlock;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.KeyMaker;
import dura.tools.cli.Passphrase;
import dura.tools.cli.Session;
import dura.tools.cli.Terminal;
import dura.tools.cli.UserError;
import dura.tools.text.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Puts the key of an archive under another passphrase (format-spec/40-encryption.md).
///
/// @param newFile where the new passphrase is; asked for on the terminal without it
record PassphraseChange(Optional<String> newFile) {
  /// The key of `header`, under the new passphrase.
  ///
  /// @param location of the archive, for messages
  KeyBlock of(ArchiveHeader header, String location, Session session)
      throws UserError, IOException, CryptException {
    KeyBlock key = header.secretKey()
        .orElseThrow(() -> UserError.failed("key.no-passphrase", location));
    try (
        Passphrase old = oldPassphrase(key, session);
        Passphrase replacing = newPassphrase(session)) {
      String changed = KeyMaker.changePassphrase(key.armored().getBytes(StandardCharsets.US_ASCII),
          old.characters(), replacing.characters(),
          session.context().entropy().random("passphrase change"));
      return new KeyBlock(key.fingerprint(), changed);
    }
  }

  private static Passphrase oldPassphrase(KeyBlock key, Session session)
      throws UserError, IOException {
    Optional<String> file = session.settings().passphraseFile();
    if (file.isPresent()) {
      return Passphrase.read(file.get());
    }
    Terminal terminal = terminal(session);
    return Passphrase.ask(terminal, Messages.text("ask.passphrase-of-key",
        key.fingerprint().toHex().toUpperCase(Locale.ROOT)));
  }

  private Passphrase newPassphrase(Session session) throws UserError, IOException {
    return newFile.isPresent()
        ? Passphrase.read(newFile.get())
        : Passphrase.askTwice(terminal(session));
  }

  private static Terminal terminal(Session session) throws UserError {
    Terminal terminal = session.context().terminal();
    if (!terminal.interactive()) {
      throw UserError.failed("key.no-terminal");
    }
    return terminal;
  }
}
