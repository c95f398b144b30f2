package dura.codec.tar;

import java.io.Serial;

/// Bytes that are not a header of the profile.
final class TarProfileException extends Exception {
  @Serial
  private static final long serialVersionUID = 1L;

  TarProfileException(String message) {
    super(message, null, false, false); // thrown for every block a search looks at
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
