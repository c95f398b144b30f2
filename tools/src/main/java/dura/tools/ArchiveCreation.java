package dura.tools;

import dura.band.model.ArchiveHeader;
import dura.band.model.EncryptionMode;
import dura.band.model.KeyBlock;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveMaker;
import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.Stores;
import dura.codec.bytes.ByteSlice;
import dura.codec.crypt.Armor;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.KeyMaker;
import dura.codec.crypt.LockedIdentity;
import dura.codec.crypt.Recipient;
import dura.proto.Compression;
import dura.spec.Limits;
import dura.spec.RedundancyProfile;
import dura.tools.cli.ClientKey;
import dura.tools.cli.CryptErrors;
import dura.tools.cli.KeyFiles;
import dura.tools.cli.Passphrase;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes a new archive: `init`, and `backup --create`.
///
/// @param session of the command
/// @param profile redundancy of its bands
/// @param compression of its bands
/// @param encryption what the user chose
/// @param signWith file of the key whose signatures count; empty for the client's own
record ArchiveCreation(Session session, RedundancyProfile profile, Compression compression,
    EncryptionChoice encryption, Optional<String> signWith) {
  private static final int ID_BYTES = 16;

  /// A new archive.
  ///
  /// @param store open
  /// @param header what it says
  /// @param signer the key that signs; empty where there is none
  record Created(Store store, ArchiveHeader header, Optional<ClientKey> signer) {}

  /// Keys of a new archive.
  private record Keys(EncryptionMode mode, List<KeyBlock> certificates,
      Optional<KeyBlock> secretKey) {}

  /// Makes the archive.
  ///
  /// @throws LocationException where the place is not new or empty
  Created create(String location) throws UserError, IOException, AbortedException {
    requireEmpty(location);
    SecureRandom random = session.context().entropy().random("archive");
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    ByteSlice archiveId = ByteSlice.of(id);
    Instant now = session.context().clock().instant();
    Keys keys = keys(archiveId, now.getEpochSecond(), random);
    Optional<ClientKey> signer = ClientKey.findOrTryToMake(signWith, session);
    var header = new ArchiveHeader(archiveId, now, 1, List.of(), profile, compression,
        keys.mode(), keys.certificates(),
        signer.map(key -> KeyFiles.publicHalf(key.identity())).stream().toList(),
        keys.secretKey());
    Store store = Stores.create(location);
    boolean made = false;
    try {
      ArchiveMaker.create(store, header, session.monitor());
      made = true;
      return new Created(store, header, signer);
    } finally {
      if (!made) {
        store.close();
      }
    }
  }

  /// Finds out before anything is asked or written.
  private static void requireEmpty(String location) throws IOException {
    try (Store store = Stores.open(location)) {
      if (!store.list("").isEmpty()) {
        throw new LocationException(LocationException.Problem.NOT_EMPTY, location);
      }
    } catch (LocationException e) {
      if (e.problem() != LocationException.Problem.MISSING) {
        throw e;
      }
    }
  }

  private Keys keys(ByteSlice archiveId, long now, SecureRandom random)
      throws UserError, IOException {
    return switch (encryption) {
      case EncryptionChoice.None() -> new Keys(EncryptionMode.NONE, List.of(), Optional.empty());
      case EncryptionChoice.Certificates(var files) ->
          new Keys(EncryptionMode.CERTIFICATES, certificates(files, now), Optional.empty());
      case EncryptionChoice.PassphraseFile(var file) -> {
        try (Passphrase passphrase = Passphrase.read(file)) {
          yield archiveKey(archiveId, passphrase, now, random);
        }
      }
      case EncryptionChoice.PassphraseAsked() -> {
        try (Passphrase passphrase = Passphrase.askTwice(session.context().terminal())) {
          yield archiveKey(archiveId, passphrase, now, random);
        }
      }
    };
  }

  private static List<KeyBlock> certificates(List<String> files, long now) throws UserError {
    if (files.size() > Limits.MAX_RECIPIENTS) {
      throw UserError.usage("usage.recipients", files.size(), Limits.MAX_RECIPIENTS);
    }
    var certificates = new ArrayList<KeyBlock>();
    for (String file : files) {
      KeyBlock certificate = KeyFiles.certificate(file, now);
      if (certificates.stream()
          .anyMatch(
              other -> other.fingerprint().equals(certificate.fingerprint()))) {
        throw UserError.usage("usage.same-certificate", file);
      }
      certificates.add(certificate);
    }
    return certificates;
  }

  private static Keys archiveKey(ByteSlice archiveId, Passphrase passphrase, long now,
      SecureRandom random) throws UserError {
    String secretKey =
        KeyMaker.archiveKey(archiveId.toHex(), passphrase.characters(), now, random);
    try {
      byte[] certificate =
          LockedIdentity.parse(secretKey.getBytes(StandardCharsets.US_ASCII))
              .certificates()
              .getFirst();
      ByteSlice fingerprint = ByteSlice.of(Recipient.parse(certificate, now).fingerprint());
      return new Keys(EncryptionMode.PASSPHRASE,
          List.of(new KeyBlock(fingerprint, Armor.encode(certificate))),
          Optional.of(new KeyBlock(fingerprint, secretKey)));
    } catch (CryptException e) {
      throw CryptErrors.of(e);
    }
  }
}
