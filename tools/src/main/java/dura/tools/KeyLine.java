package dura.tools;

import dura.band.model.KeyBlock;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;
import java.util.Locale;

/// A key in a list of keys.
///
/// @param role what the archive has it for
/// @param key the key
record KeyLine(Role role, KeyBlock key) implements Line {
  /// What a key is there for.
  enum Role {
    /// Objects are encrypted to it; it is in the archive, under a passphrase.
    ARCHIVE_KEY,
    /// Objects are encrypted to it.
    RECIPIENT,
    /// Signatures by it count.
    SIGNER
  }

  @Override
  public String text() {
    return Messages.text("key.role." + word(), fingerprint());
  }

  /// `type` key, `role`: archive-key, recipient or signer, `fingerprint`.
  @Override
  public JsonObject json() {
    return JsonObject.of("key").put("role", word()).put("fingerprint", fingerprint());
  }

  private String word() {
    return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String fingerprint() {
    return key.fingerprint().toHex().toUpperCase(Locale.ROOT);
  }
}
