package dura.band.run;

import dura.band.model.ArchiveHeader;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.CryptFailure;
import dura.codec.crypt.Identity;
import dura.codec.crypt.LockedIdentity;
import dura.codec.crypt.SessionKey;
import dura.codec.crypt.SessionKeyPacket;
import dura.codec.crypt.SessionKeySource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The secret keys that a reader may use: files of the user's, the archive's own key, and gpg for
/// keys that it alone can reach. Nobody is asked for a passphrase before an object needs it, and
/// each key is asked for once.
///
/// @param identities secret keys from files, protected or not
/// @param passphrases whom to ask for passphrases
/// @param service whom to ask when no key at hand fits, as [GpgSessionKeys]
public record Keys(List<LockedIdentity> identities, Passphrases passphrases,
    Optional<SessionKeySource> service) {
  private static final int MAX_ATTEMPTS = 3;

  /// Where passphrases come from.
  @FunctionalInterface
  public interface Passphrases {
    /// A passphrase, or none if there is none to be had.
    ///
    /// @param fingerprint of the key, upper-case hexadecimal
    /// @param attempt 0 for the first; more where what was given before is wrong
    Optional<char[]> passphrase(String fingerprint, int attempt);

    /// Nobody knows any.
    static Passphrases none() {
      return (_, _) -> Optional.empty();
    }

    /// The same for every key, tried once.
    static Passphrases fixed(char[] passphrase) {
      char[] own = passphrase.clone();
      return (_, attempt) -> attempt == 0 ? Optional.of(own.clone()) : Optional.empty();
    }
  }

  public Keys {
    identities = List.copyOf(identities);
  }

  /// No key at all: enough for archives that are not encrypted.
  public static Keys none() {
    return new Keys(List.of(), Passphrases.none(), Optional.empty());
  }

  /// Whoever opens the objects of the archive with this header. Thread-safe.
  public SessionKeySource forArchive(ArchiveHeader header) {
    return source(Optional.of(header));
  }

  /// Whoever opens objects of which the archive is not at hand. Thread-safe.
  public SessionKeySource withoutArchive() {
    return source(Optional.empty());
  }

  private SessionKeySource source(Optional<ArchiveHeader> header) {
    var locked = new ArrayList<>(identities);
    header.flatMap(ArchiveHeader::secretKey).ifPresent(key -> {
      try {
        locked.add(LockedIdentity.parse(key.armored().getBytes(StandardCharsets.US_ASCII)));
      } catch (CryptException _) {
        // Then it opens nothing, and whoever needs it hears that no key fits.
      }
    });
    return new Ring(locked);
  }

  private final class Ring implements SessionKeySource {
    private final List<Identity> open = new ArrayList<>();
    private final List<LockedIdentity> locked;
    private Optional<CryptException> trouble = Optional.empty();

    Ring(List<LockedIdentity> locked) {
      this.locked = new ArrayList<>(locked);
    }

    @Override
    public synchronized SessionKey sessionKey(List<SessionKeyPacket> packets)
        throws CryptException {
      Optional<CryptException> refusal = Optional.empty();
      for (Identity identity : open) {
        try {
          return identity.sessionKey(packets);
        } catch (CryptException e) {
          refusal = Optional.of(e);
        }
      }
      while (!locked.isEmpty()) {
        try {
          Identity identity = unlock(takeFirst());
          open.add(identity);
          return identity.sessionKey(packets);
        } catch (CryptException e) {
          note(e);
          refusal = Optional.of(e);
        }
      }
      if (service.isPresent()) {
        try {
          return service.get().sessionKey(packets);
        } catch (CryptException e) {
          note(e);
          refusal = refusal.or(() -> Optional.of(e));
        }
      }
      if (trouble.isPresent()) {
        throw trouble.get();
      }
      throw refusal.orElseGet(() -> new CryptException(new CryptFailure.NoMatchingKey(
          packets.stream().map(SessionKeyPacket::keyIdHex).toList())));
    }

    private LockedIdentity takeFirst() {
      for (LockedIdentity identity : locked) {
        if (!identity.needsPassphrase()) {
          locked.remove(identity);
          return identity;
        }
      }
      return locked.removeFirst();
    }

    /// A wrong passphrase explains more than that no other key fits.
    private void note(CryptException e) {
      if (e.failure() instanceof CryptFailure.WrongPassphrase) {
        trouble = Optional.of(e);
      }
    }

    private Identity unlock(LockedIdentity identity) throws CryptException {
      if (!identity.needsPassphrase()) {
        return identity.unlock();
      }
      String fingerprint = identity.fingerprints().getFirst();
      for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        Optional<char[]> passphrase = passphrases.passphrase(fingerprint, attempt);
        if (passphrase.isEmpty()) {
          break;
        }
        try {
          return identity.unlock(passphrase.get());
        } catch (CryptException e) {
          if (!(e.failure() instanceof CryptFailure.WrongPassphrase)) {
            throw e;
          }
        } finally {
          Arrays.fill(passphrase.get(), '\0');
        }
      }
      throw new CryptException(new CryptFailure.WrongPassphrase(identity.fingerprints()));
    }
  }
}
