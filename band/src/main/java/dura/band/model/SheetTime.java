package dura.band.model;

import dura.codec.head.Sheet.IllegalSheet;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Times as sheets have them: `YYYY-MM-DDThh:mm:ssZ` (format-spec/20-head.md).
final class SheetTime {
  private static final int LENGTH = "2026-01-01T00:00:00Z".length();

  private SheetTime() {}

  static String render(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static Instant parse(String text) throws IllegalSheet {
    try {
      if (text.length() == LENGTH) {
        return Instant.parse(text);
      }
    } catch (DateTimeException e) {
      throw new IllegalSheet("not a time: " + text);
    }
    throw new IllegalSheet("not a time: " + text);
  }
}
