package dura.tools;

import dura.band.model.ArchiveHeader;
import dura.band.model.EncryptionMode;
import dura.band.model.KeyBlock;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.HeaderRewriter;
import dura.codec.crypt.CryptException;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.KeyFiles;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.SecretKeys;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura key`: whose keys open an archive and whose signatures count, shown or changed
/// (format-spec/40-encryption.md, 80-archive.md, "Rewriting").
@Command(name = "key", mixinStandardHelpOptions = true, sortOptions = false)
final class KeyCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> arguments = new ArrayList<>();

  @Option(names = "--change-passphrase", descriptionKey = "key.change-passphrase")
  private boolean changePassphrase;

  @Option(names = "--new-passphrase-file", paramLabel = "F",
      descriptionKey = "key.new-passphrase-file")
  private @Nullable String newPassphraseFile;

  @Option(names = "--encrypt-to", paramLabel = "CERT.asc", descriptionKey = "key.encrypt-to")
  private List<String> encryptTo = new ArrayList<>();

  @Option(names = "--drop-recipient", paramLabel = "FINGERPRINT",
      descriptionKey = "key.drop-recipient")
  private List<String> dropRecipients = new ArrayList<>();

  @Option(names = "--add-signer", paramLabel = "KEY.asc", descriptionKey = "key.add-signer")
  private List<String> addSigners = new ArrayList<>();

  @Option(names = "--drop-signer", paramLabel = "FINGERPRINT", descriptionKey = "key.drop-signer")
  private List<String> dropSigners = new ArrayList<>();

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException, CryptException {
    String location = ArchiveArgument.of(arguments, 0, session.settings()).location();
    try (OpenArchive archive = OpenArchive.at(location, session, SecretKeys.atHand(session))) {
      ArchiveHeader header = archive.reader().header();
      if (changesPassphrase() || changesRecipients() || changesSigners()) {
        archive.reader().requireKnownFeatures();
        header = changed(header, location, session);
        put(header, archive, session);
      }
      tell(header, session);
    }
    return session.exitCode();
  }

  private boolean changesPassphrase() {
    return changePassphrase || newPassphraseFile != null;
  }

  private boolean changesRecipients() {
    return !encryptTo.isEmpty() || !dropRecipients.isEmpty();
  }

  private boolean changesSigners() {
    return !addSigners.isEmpty() || !dropSigners.isEmpty();
  }

  /// The header of the next generation, as the options want it.
  private ArchiveHeader changed(ArchiveHeader header, String location, Session session)
      throws UserError, IOException, CryptException {
    if (!encryptTo.isEmpty() && header.encryption() == EncryptionMode.NONE) {
      throw UserError.failed("key.not-encrypted", location);
    }
    long now = session.context().clock().instant().getEpochSecond();
    var recipients = new KeyList("certificate", header.certificates());
    for (String file : encryptTo) {
      recipients.add(KeyFiles.certificate(file, now), file);
    }
    for (String fingerprint : dropRecipients) {
      KeyBlock dropped = recipients.drop(fingerprint);
      if (recipients.isEmpty() || header.secretKey().filter(dropped::isOf).isPresent()) {
        throw UserError.failed("key.last-recipient", dropped.fingerprint().toHex());
      }
    }
    var signers = new KeyList("signer", header.signers());
    for (String file : addSigners) {
      signers.add(KeyFiles.signerCertificate(file, now), file);
    }
    for (String fingerprint : dropSigners) {
      signers.drop(fingerprint);
    }
    Optional<KeyBlock> secretKey = changesPassphrase()
        ? Optional.of(new PassphraseChange(Optional.ofNullable(newPassphraseFile))
            .of(header, location, session))
        : header.secretKey();
    return header.next(recipients.blocks(), signers.blocks(), secretKey);
  }

  private void put(ArchiveHeader header, OpenArchive archive, Session session)
      throws UserError, IOException {
    boolean replaced = changesPassphrase()
        ? HeaderRewriter.rewriteKey(archive.store(), header, session.monitor())
        : HeaderRewriter.rewrite(archive.store(), header, session.monitor());
    if (!replaced) {
      throw UserError.failed("key.not-replaceable", archive.store().location());
    }
    if (changesPassphrase()) {
      session.report().note(Message.of("note.passphrase-changed"));
    }
    if (changesRecipients()) {
      session.report().note(Message.of("note.recipients-changed"));
    }
    session.report().note(Message.of("note.header-next"));
  }

  private static void tell(ArchiveHeader header, Session session) throws IOException {
    for (KeyBlock key : header.certificates()) {
      boolean inArchive = header.secretKey().filter(key::isOf).isPresent();
      session.report()
          .line(new KeyLine(inArchive ? KeyLine.Role.ARCHIVE_KEY : KeyLine.Role.RECIPIENT, key));
    }
    for (KeyBlock key : header.signers()) {
      session.report().line(new KeyLine(KeyLine.Role.SIGNER, key));
    }
  }
}
