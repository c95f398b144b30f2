package dura.tools;

import dura.proto.Compression;
import dura.spec.RedundancyProfile;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.Messages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What is decided once, when an archive is made: options of `init` and of `backup --create`.
final class NewArchiveOptions {
  @Option(names = "--no-encryption", descriptionKey = "new.no-encryption")
  private boolean noEncryption;

  @Option(names = "--encrypt-to", paramLabel = "CERT.asc...", descriptionKey = "new.encrypt-to",
      parameterConsumer = Certificates.class)
  private List<String> encryptTo = new ArrayList<>();

  @Option(names = "--redundancy", paramLabel = "PROFILE", descriptionKey = "new.redundancy")
  private @Nullable String redundancy;

  @Option(names = "--compression", paramLabel = "METHOD", descriptionKey = "new.compression")
  private @Nullable String compression;

  /// Takes one argument, and those right behind it that are named like certificates: positional
  /// arguments may follow as well.
  static final class Certificates implements IParameterConsumer {
    @Override
    @SuppressWarnings("JdkObsolete") // picocli's interface has a Stack
    public void consumeParameters(Stack<String> rest, ArgSpec option, CommandSpec command) {
      if (rest.isEmpty()) {
        throw new ParameterException(command.commandLine(),
            Messages.text("usage.encrypt-to"));
      }
      List<String> files = option.getValue();
      do {
        files.add(rest.pop());
      } while (!rest.isEmpty() && rest.peek().endsWith(".asc"));
    }
  }

  /// What the options, or what stands in for `--passphrase-file`, say about encryption.
  Optional<EncryptionChoice> encryption(CommonOptions common, Session session) throws UserError {
    var named = new ArrayList<EncryptionChoice>();
    if (noEncryption) {
      named.add(new EncryptionChoice.None());
    }
    if (!encryptTo.isEmpty()) {
      named.add(new EncryptionChoice.Certificates(encryptTo));
    }
    common.passphraseFile().map(EncryptionChoice.PassphraseFile::new).ifPresent(named::add);
    if (named.size() > 1) {
      throw UserError.usage("usage.one-encryption");
    }
    return named.isEmpty()
        ? session.settings().passphraseFile().map(EncryptionChoice.PassphraseFile::new)
        : Optional.of(named.getFirst());
  }

  /// As [#encryption]; where nothing is said the user is asked, if there is one.
  EncryptionChoice explicitEncryption(CommonOptions common, Session session)
      throws UserError, IOException {
    Optional<EncryptionChoice> said = encryption(common, session);
    if (said.isPresent()) {
      return said.get();
    }
    if (!session.context().terminal().interactive()) {
      throw UserError.usage("usage.choose-encryption");
    }
    String answer = session.context().terminal().ask(Messages.text("ask.encryption"));
    return switch (answer.strip().toLowerCase(Locale.ROOT)) {
      case "p", "passphrase" -> new EncryptionChoice.PassphraseAsked();
      case "n", "none" -> new EncryptionChoice.None();
      default -> throw UserError.usage("usage.choose-encryption");
    };
  }

  RedundancyProfile redundancy() throws UserError {
    String name = redundancy == null ? RedundancyProfile.STANDARD.headerName() : redundancy;
    Optional<RedundancyProfile> profile = RedundancyProfile.ofHeaderName(name);
    if (profile.isEmpty()) {
      throw UserError.usage("usage.redundancy", name);
    }
    return profile.get();
  }

  Compression compression() throws UserError {
    String name = compression == null ? "zstd" : compression;
    return switch (name) {
      case "zstd" -> Compression.ZSTD;
      case "none" -> Compression.COMPRESSION_NONE;
      case "gzip" -> Compression.GZIP;
      case "xz" -> Compression.XZ;
      case "bzip2" -> Compression.BZIP2;
      default -> throw UserError.usage("usage.compression", name);
    };
  }

  /// Whether an option was given that only a new archive has.
  boolean given() {
    return noEncryption || !encryptTo.isEmpty() || redundancy != null || compression != null;
  }
}
