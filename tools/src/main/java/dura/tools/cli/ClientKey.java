package dura.tools.cli;

import dura.codec.crypt.Identity;
import dura.codec.crypt.KeyMaker;
import dura.tools.text.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// The key with which this client signs its tails.
///
/// @param file where it is
/// @param identity the key itself
public record ClientKey(Path file, Identity identity) {
  private static final String NAME = "signing-key.asc";
  private static final String UNWRITABLE = "signing-key.unwritable";
  private static final int LABEL_BYTES = 4;

  /// The key that the user named, else the one in the configuration folder, if there is one.
  public static Optional<ClientKey> find(Optional<String> named, Session session)
      throws UserError, IOException {
    Path file = named.map(Path::of).orElse(ownFile(session.context()));
    if (named.isEmpty() && !Files.exists(file)) {
      return Optional.empty();
    }
    Identity identity = KeyFiles.signer(file.toString(), session.context().terminal());
    return Optional.of(new ClientKey(file, identity));
  }

  /// As [#find]; where there is none, one is made. Its user id holds a random label: it will stand
  /// in the clear, so it says nothing of the host.
  public static ClientKey findOrMake(Optional<String> named, Session session)
      throws UserError, IOException {
    Optional<ClientKey> found = find(named, session);
    if (found.isEmpty()) {
      make(session.context());
      found = find(named, session);
    }
    return found.orElseThrow(() -> UserError.failed("signing-key.vanished",
        ownFile(session.context())));
  }

  /// As [#findOrMake]; where no key can be kept the user is told that nothing is signed: a client
  /// without a home still makes backups.
  public static Optional<ClientKey> findOrTryToMake(Optional<String> named, Session session)
      throws UserError, IOException {
    try {
      return Optional.of(findOrMake(named, session));
    } catch (UserError e) {
      if (!e.error().key().equals(UNWRITABLE)) {
        throw e;
      }
      session.report().note(e.error());
      session.report().note(Message.of("note.not-signed"));
      return Optional.empty();
    }
  }

  private static Path ownFile(CommandContext context) {
    return context.configFolder().resolve(NAME);
  }

  private static void make(CommandContext context) throws UserError {
    SecureRandom random = context.entropy().random("client key");
    byte[] label = new byte[LABEL_BYTES];
    random.nextBytes(label);
    String key = KeyMaker.clientKey(HexFormat.of().formatHex(label),
        context.clock().instant().getEpochSecond(), random);
    Path file = ownFile(context);
    try {
      createOnce(file, key.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw UserError.failed(UNWRITABLE, file, Failures.reason(e)).causedBy(e);
    }
  }

  /// Writes a file for its owner alone, whole or not at all. Where another process was faster, its
  /// file stays.
  private static void createOnce(Path file, byte[] bytes) throws IOException {
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException("no folder above " + file);
    }
    Files.createDirectories(folder,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path temporary = Files.createTempFile(folder, ".", ".tmp",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel channel = FileChannel.open(temporary, Set.of(StandardOpenOption.WRITE))) {
        var rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      return;
    } finally {
      Files.delete(temporary);
    }
  }
}
