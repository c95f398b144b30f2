package dura.codec.odds;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A table as Markdown has it.
///
/// @param title a line of text above it
record Table(String title, List<String> heads, List<List<String>> rows) {
  Stream<String> lines() {
    String ruler = heads.stream().map(_ -> "---").collect(Collectors.joining("|", "|", "|"));
    return Stream.of(Stream.of(title, "", line(heads), ruler), rows.stream().map(Table::line),
        Stream.of("")).flatMap(lines -> lines);
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
  }

  /// A chance with the digits that matter.
  static String chance(double chance) {
    if (chance < 1e-40) {
      return chance <= 0 ? "0" : "< 1e-40";
    }
    if (chance < 0.001) {
      return String.format(Locale.ROOT, "%.1e", chance).replaceFirst("e-0?", "e-");
    }
    return chance > 0.9995
        ? "1"
        : String.format(Locale.ROOT, chance < 0.01 ? "%.4f" : "%.3f", chance);
  }

  /// A bound of a chance.
  static String atMost(double bound) {
    return (bound < 1e-40 ? "" : "≤ ") + chance(bound);
  }

  /// What a share of trials tells: the share, or, with none or all, what it is beyond with 95 %.
  static String share(int of, int trials) {
    if (of == 0) {
      return "< " + chance(3.0 / trials);
    }
    return of == trials ? "> " + chance(1 - 3.0 / trials) : chance((double) of / trials);
  }

  /// A share as a percentage.
  static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share)
        .replace(".0 %", " %");
  }

  /// The rate of bad sectors.
  static String rate(double rate) {
    return java.math.BigDecimal.valueOf(rate).movePointRight(2).stripTrailingZeros().toPlainString()
        + " %";
  }

  /// Bytes in the largest unit that divides them.
  static String bytes(long bytes) {
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB"
        : bytes % (1 << 10) == 0 ? (bytes >> 10) + " KiB"
        : bytes + " bytes";
  }
}
