package dura.tools;

import java.util.List;

/// How the user wants a new archive to be encrypted.
sealed interface EncryptionChoice {
  /// Not at all.
  record None() implements EncryptionChoice {}

  /// To the certificates in these files.
  record Certificates(List<String> files) implements EncryptionChoice {
    public Certificates {
      files = List.copyOf(files);
    }
  }

  /// To a key that is made for it and protected by the passphrase in a file.
  record PassphraseFile(String file) implements EncryptionChoice {}

  /// As [PassphraseFile], the passphrase asked for on the terminal.
  record PassphraseAsked() implements EncryptionChoice {}
}
