package dura.tools;

import dura.band.model.ArchiveHeader;
import dura.band.model.KeyBlock;
import dura.tools.cli.ClientKey;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Message;
import dura.tools.text.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What was made, and what the user has to keep.
///
/// @param location of the archive
/// @param header what it says
/// @param signer the key that signs tails
record CreatedArchive(String location, ArchiveHeader header, Optional<ClientKey> signer)
    implements Line {
  @Override
  public String text() {
    String encryption = switch (header.encryption()) {
      case NONE -> Messages.text("created.plain");
      case CERTIFICATES -> Messages.text("created.certificates", fingerprints());
      case PASSPHRASE -> Messages.text("created.passphrase");
    };
    return Messages.text("created", location, encryption, header.profile().headerName());
  }

  /// `type` archive-created, `archive`, `id`, `encryption`, `certificates` (fingerprints),
  /// `redundancy`, `compression`, `signer` (fingerprint) and `signing_key` (file) where there is one.
  @Override
  public JsonObject json() {
    JsonObject json = JsonObject.of("archive-created")
        .put("archive", location)
        .put("id", header.id().toHex())
        .put("encryption", header.encryption().name().toLowerCase(Locale.ROOT))
        .put("certificates",
            header.certificates().stream().map(CreatedArchive::fingerprint).toList())
        .put("redundancy", header.profile().headerName())
        .put("compression",
            header.compression().name().replace("COMPRESSION_", "").toLowerCase(Locale.ROOT));
    signer.ifPresent(key -> json.put("signer", key.identity().fingerprints().getFirst())
        .put("signing_key", key.file().toString()));
    return json;
  }

  /// What has to be kept, and what cannot be changed.
  List<Message> keepSafe() {
    var notes = new ArrayList<Message>();
    notes.add(switch (header.encryption()) {
      case NONE -> Message.of("keep.plain");
      case CERTIFICATES -> Message.of("keep.certificates", fingerprints());
      case PASSPHRASE -> Message.of("keep.passphrase");
    });
    signer.ifPresent(key -> notes.add(
        Message.of("keep.signer", key.file(), key.identity().fingerprints().getFirst())));
    return notes;
  }

  private String fingerprints() {
    return header.certificates()
        .stream()
        .map(CreatedArchive::fingerprint)
        .collect(Collectors.joining(", "));
  }

  private static String fingerprint(KeyBlock key) {
    return key.fingerprint().toHex().toUpperCase(Locale.ROOT);
  }
}
