package dura.tools;

import dura.band.model.ArchiveHeader;
import dura.band.model.EncryptionMode;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.ArchiveReader;
import dura.band.run.HeaderRewriter;
import dura.band.run.Keys;
import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.Stores;
import dura.tools.cli.ClientKey;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.KeyFiles;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.Message;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/// Where a backup goes: an archive that is there, or with `--create` a new one.
///
/// @param location as the user gave it
/// @param create whether to make an archive where none is
/// @param options of the new archive
/// @param common options
/// @param signWith file of the signing key that the user named
/// @param session of the command
record BackupPlace(String location, boolean create, NewArchiveOptions options,
    CommonOptions common, Optional<String> signWith, Session session) {
  /// An archive that takes a band.
  ///
  /// @param signer signs the tail; empty where there is no key
  record Opened(Store store, ArchiveHeader header, Optional<ClientKey> signer)
      implements Closeable {
    @Override
    public void close() throws IOException {
      store.close();
    }
  }

  /// Finds out whether [#open] would find or make an archive, without making one.
  void check() throws UserError, IOException, ArchiveException, AbortedException {
    if (!isNew()) {
      openExisting().store().close();
    }
  }

  /// Opens the archive, and makes it first where that is asked for.
  Opened open() throws UserError, IOException, ArchiveException, AbortedException {
    if (!isNew()) {
      Existing existing = openExisting();
      return withSigner(existing);
    }
    EncryptionChoice encryption =
        options.encryption(common, session).orElse(new EncryptionChoice.None());
    var creation = new ArchiveCreation(session, options.redundancy(), options.compression(),
        encryption, signWith);
    ArchiveCreation.Created made = creation.create(location);
    var line = new CreatedArchive(made.store().location(), made.header(), made.signer());
    session.report().summary(line);
    line.keepSafe().forEach(session.report()::note);
    return new Opened(made.store(), made.header(), made.signer());
  }

  /// Whether an archive is to be made here.
  private boolean isNew() throws IOException {
    if (!create) {
      return false;
    }
    try (Store store = Stores.open(location)) {
      return store.list("").isEmpty();
    } catch (LocationException e) {
      if (e.problem() != LocationException.Problem.MISSING) {
        throw e;
      }
      return true;
    }
  }

  private record Existing(Store store, ArchiveHeader header) {}

  private Existing openExisting()
      throws UserError, IOException, ArchiveException, AbortedException {
    Store store = Stores.open(location);
    boolean opened = false;
    try {
      ArchiveReader reader = ArchiveReader.open(store, Keys.none(), session.monitor());
      // What a feature asks of a writer is not known either.
      reader.requireKnownFeatures();
      ArchiveHeader header = reader.header();
      requireSameEncryption(header);
      opened = true;
      return new Existing(store, header);
    } finally {
      if (!opened) {
        store.close();
      }
    }
  }

  /// Options that only a new archive can fulfil must not be passed over in silence.
  private void requireSameEncryption(ArchiveHeader header) throws UserError {
    Optional<EncryptionChoice> wanted =
        create && (options.given() || common.passphraseFile().isPresent())
            ? options.encryption(common, session)
            : Optional.empty();
    Optional<EncryptionMode> mode = wanted.map(choice -> switch (choice) {
      case EncryptionChoice.None _ -> EncryptionMode.NONE;
      case EncryptionChoice.Certificates _ -> EncryptionMode.CERTIFICATES;
      case EncryptionChoice.PassphraseFile _,EncryptionChoice.PassphraseAsked _ ->
          EncryptionMode.PASSPHRASE;
    });
    if (mode.isPresent() && mode.get() != header.encryption()) {
      throw UserError.failed("backup.other-encryption", location,
          header.encryption().name().toLowerCase(Locale.ROOT));
    }
  }

  /// A client whose key the archive does not list adds itself (format-spec/40-encryption.md).
  private Opened withSigner(Existing existing) throws UserError, IOException {
    Optional<ClientKey> signer = existing.header().signers().isEmpty()
        ? ClientKey.find(signWith, session)
        : ClientKey.findOrTryToMake(signWith, session);
    if (signer.isEmpty()) {
      return new Opened(existing.store(), existing.header(), signer);
    }
    var block = KeyFiles.publicHalf(signer.get().identity());
    boolean listed = existing.header()
        .signers()
        .stream()
        .anyMatch(other -> other.fingerprint().equals(block.fingerprint()));
    if (listed) {
      return new Opened(existing.store(), existing.header(), signer);
    }
    ArchiveHeader header = HeaderRewriter.addSigner(existing.header(), block);
    if (!HeaderRewriter.rewrite(existing.store(), header, session.monitor())) {
      session.report().note(Message.of("note.signer-not-added"));
      return new Opened(existing.store(), existing.header(), signer);
    }
    session.report().note(Message.of("note.signer-added", signer.get().file()));
    return new Opened(existing.store(), header, signer);
  }
}
