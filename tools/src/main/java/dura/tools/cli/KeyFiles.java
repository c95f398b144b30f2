package dura.tools.cli;

import dura.band.model.KeyBlock;
import dura.codec.bytes.ByteSlice;
import dura.codec.crypt.Armor;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.Identity;
import dura.codec.crypt.LockedIdentity;
import dura.codec.crypt.Recipient;
import dura.codec.crypt.Signer;
import dura.tools.text.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// Files with OpenPGP keys that the user names.
public final class KeyFiles {
  /// More than any certificate has.
  private static final int MAX_BYTES = (1 << 22) + 1;

  private KeyFiles() {}

  /// The bytes of a key file.
  public static byte[] read(String file) throws UserError {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return in.readNBytes(MAX_BYTES);
    } catch (IOException e) {
      throw UserError.failed("key-file.unreadable", file, Failures.reason(e)).causedBy(e);
    }
  }

  /// Someone to encrypt to.
  ///
  /// @param epochSeconds the time at which the certificate must be valid
  public static KeyBlock certificate(String file, long epochSeconds) throws UserError {
    try {
      Recipient recipient = Recipient.parse(read(file), epochSeconds);
      return new KeyBlock(ByteSlice.of(recipient.fingerprint()), recipient.armored());
    } catch (CryptException e) {
      throw CryptErrors.of(e, file);
    }
  }

  /// Someone whose signatures are to count.
  ///
  /// @param epochSeconds the time at which the certificate must be allowed to sign
  public static KeyBlock signerCertificate(String file, long epochSeconds) throws UserError {
    try {
      Signer signer = Signer.parse(read(file), epochSeconds);
      return new KeyBlock(ByteSlice.of(signer.fingerprint()), signer.armored());
    } catch (CryptException e) {
      throw CryptErrors.of(e, file);
    }
  }

  /// A secret key to sign with; where it is protected, its passphrase is asked for on a terminal.
  public static Identity signer(String file, Terminal terminal) throws UserError, IOException {
    try {
      LockedIdentity locked = LockedIdentity.parse(read(file));
      if (!locked.needsPassphrase() || !terminal.interactive()) {
        return locked.unlock();
      }
      try (
          Passphrase passphrase =
              Passphrase.ask(terminal, Messages.text("ask.passphrase-of", file))) {
        return locked.unlock(passphrase.characters());
      }
    } catch (CryptException e) {
      throw CryptErrors.of(e, file);
    }
  }

  /// The public half of a key, as archive headers have it.
  public static KeyBlock publicHalf(Identity identity) {
    return new KeyBlock(
        ByteSlice.of(HexFormat.of().parseHex(identity.fingerprints().getFirst())),
        Armor.encode(identity.certificates().getFirst()));
  }
}
