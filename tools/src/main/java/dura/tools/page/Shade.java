package dura.tools.page;

import dura.band.machine.Finding.Outcome;
import java.util.Locale;

/// How a thing is drawn: from good to bad. Each shade has a form of its own, so that the map can be
/// read without colours.
enum Shade {
  /// Whole.
  GOOD,
  /// Was damaged; is whole again.
  REPAIRED,
  /// Damaged; a repair makes it whole.
  REPAIRABLE,
  /// Not known, or for a person to decide.
  UNSURE,
  /// Gone for good.
  LOST;

  static Shade of(Outcome outcome) {
    return switch (outcome) {
      case NOTICE -> GOOD;
      case REPAIRED, COVERED -> REPAIRED;
      case REPAIRABLE -> REPAIRABLE;
      case CONFLICT, DENIED -> UNSURE;
      case LOST -> LOST;
    };
  }

  /// The one of both that is worse.
  Shade worse(Shade other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /// Class of the style sheet.
  String style() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The word for people.
  String word() {
    return PageTexts.of("shade." + style());
  }
}
