package dura.codec.crypt;

import java.util.List;

/// Why something could not be opened, sealed, signed or read. One record for each reason a caller
/// may react to; fingerprints and key ids are upper-case hexadecimal as gpg prints them.
public sealed interface CryptFailure {
  /// A name for machines and bundles of texts; it never changes.
  String code();

  /// None of the secret keys at hand belongs to the message.
  ///
  /// @param keyIds the keys that would open it, 16 digits each, in the order of the key packets
  record NoMatchingKey(List<String> keyIds) implements CryptFailure {
    public NoMatchingKey {
      keyIds = List.copyOf(keyIds);
    }

    @Override
    public String code() {
      return "no-matching-key";
    }
  }

  /// The right secret key is at hand but its key packets give no AES-256 session key.
  record KeyPacketDamaged(List<String> keyIds) implements CryptFailure {
    public KeyPacketDamaged {
      keyIds = List.copyOf(keyIds);
    }

    @Override
    public String code() {
      return "key-packet-damaged";
    }
  }

  /// The passphrase opens none of the keys, or one is needed and none was given.
  record WrongPassphrase(List<String> fingerprints) implements CryptFailure {
    public WrongPassphrase {
      fingerprints = List.copyOf(fingerprints);
    }

    @Override
    public String code() {
      return "wrong-passphrase";
    }
  }

  /// The packets of a message are not what page 40 allows.
  ///
  /// @param offset where, counted from the start of the message or, for packets inside the
  ///     encryption, from the start of the literal packet
  record BadSyntax(SyntaxFault fault, int offset) implements CryptFailure {
    @Override
    public String code() {
      return "bad-syntax";
    }
  }

  /// The modification detection code does not agree with the plaintext.
  record MdcFailed() implements CryptFailure {
    @Override
    public String code() {
      return "mdc-failed";
    }
  }

  /// The message is intact but belongs to another object.
  record NameMismatch(String expected, String found) implements CryptFailure {
    @Override
    public String code() {
      return "name-mismatch";
    }
  }

  /// The content is longer than the caller allows.
  record TooLong(long length, long limit) implements CryptFailure {
    @Override
    public String code() {
      return "too-long";
    }
  }

  /// Not a session key of AES-256.
  record BadSessionKey(String detail) implements CryptFailure {
    @Override
    public String code() {
      return "bad-session-key";
    }
  }

  /// A file that should hold OpenPGP keys holds something else, or is damaged.
  record BadKeyFile(String detail) implements CryptFailure {
    @Override
    public String code() {
      return "bad-key-file";
    }
  }

  /// A file that should hold one certificate holds several.
  record SeveralCertificates(List<String> fingerprints) implements CryptFailure {
    public SeveralCertificates {
      fingerprints = List.copyOf(fingerprints);
    }

    @Override
    public String code() {
      return "several-certificates";
    }
  }

  /// The certificate has no key one could encrypt to so that GnuPG 2.2 can open it.
  record NoEncryptionKey(String fingerprint) implements CryptFailure {
    @Override
    public String code() {
      return "no-encryption-key";
    }
  }

  /// No key at hand may sign at the given time by an algorithm that needs no randomness.
  record NoSigningKey(List<String> fingerprints) implements CryptFailure {
    public NoSigningKey {
      fingerprints = List.copyOf(fingerprints);
    }

    @Override
    public String code() {
      return "no-signing-key";
    }
  }

  /// The certificate, or every encryption key of it, is past its time.
  ///
  /// @param expiredAt seconds since 1970
  record Expired(String fingerprint, long expiredAt) implements CryptFailure {
    @Override
    public String code() {
      return "certificate-expired";
    }
  }

  /// The certificate, or every encryption key of it, was revoked.
  record Revoked(String fingerprint) implements CryptFailure {
    @Override
    public String code() {
      return "certificate-revoked";
    }
  }

  /// A program or device that holds the keys gave no answer.
  record KeyServiceFailed(String detail) implements CryptFailure {
    @Override
    public String code() {
      return "key-service-failed";
    }
  }
}
