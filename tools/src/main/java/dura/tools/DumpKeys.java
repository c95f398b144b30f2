package dura.tools;

import dura.band.model.ArchiveHeader;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.CryptFailure;
import dura.codec.crypt.Identity;
import dura.codec.crypt.LockedIdentity;
import dura.codec.crypt.SessionKey;
import dura.codec.crypt.SessionKeyPacket;
import dura.codec.crypt.SessionKeySource;
import dura.tools.cli.CryptErrors;
import dura.tools.cli.KeyFiles;
import dura.tools.cli.Passphrase;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The secret keys that the user named: files, and the archive's own key where a passphrase is at
/// hand.
final class DumpKeys {
  private final Session session;
  private final List<Identity> identities = new ArrayList<>();

  private DumpKeys(Session session) {
    this.session = session;
  }

  /// Unlocks the keys in the files that the user named.
  static DumpKeys of(Session session) throws UserError, IOException {
    var keys = new DumpKeys(session);
    for (String file : session.settings().identities()) {
      try {
        keys.identities.add(keys.unlock(LockedIdentity.parse(KeyFiles.read(file)), file));
      } catch (CryptException e) {
        throw CryptErrors.of(e, file);
      }
    }
    return keys;
  }

  private Identity unlock(LockedIdentity locked, String name)
      throws CryptException, UserError, IOException {
    Optional<String> file = session.settings().passphraseFile();
    boolean asks = file.isEmpty() && session.context().terminal().interactive();
    if (!locked.needsPassphrase() || file.isEmpty() && !asks) {
      return locked.unlock();
    }
    try (Passphrase passphrase = asks
        ? Passphrase.ask(session.context().terminal(), Messages.text("ask.passphrase-of", name))
        : Passphrase.read(file.get())) {
      return locked.unlock(passphrase.characters());
    }
  }

  /// Whether the user wants anything to be opened.
  boolean wanted() {
    return !identities.isEmpty() || session.settings().passphraseFile().isPresent();
  }

  /// Whoever opens messages; nobody where no key was named.
  ///
  /// @param header of the archive, where it is known
  Optional<SessionKeySource> source(Optional<ArchiveHeader> header) throws UserError, IOException {
    var all = new ArrayList<>(identities);
    if (session.settings().passphraseFile().isPresent() && header.isPresent()
        && header.get().secretKey().isPresent()) {
      byte[] armored =
          header.get().secretKey().get().armored().getBytes(StandardCharsets.US_ASCII);
      try {
        all.add(unlock(LockedIdentity.parse(armored), ""));
      } catch (CryptException e) {
        throw CryptErrors.of(e);
      }
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(packets -> first(all, packets));
  }

  /// The session key that the first of the keys finds.
  private static SessionKey first(List<Identity> identities, List<SessionKeyPacket> packets)
      throws CryptException {
    Optional<CryptException> refusal = Optional.empty();
    for (Identity identity : identities) {
      try {
        return identity.sessionKey(packets);
      } catch (CryptException e) {
        // That a key fits but its packet is damaged says more than that another fits none.
        boolean says = e.failure() instanceof CryptFailure.KeyPacketDamaged;
        refusal = says || refusal.isEmpty() ? Optional.of(e) : refusal;
      }
    }
    throw refusal.orElseThrow();
  }
}
