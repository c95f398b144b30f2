package dura.tools.report;

import java.util.Locale;

/// Numbers for people.
public final class Amounts {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int STEP = 1024;

  private Amounts() {}

  /// A number of bytes with its unit, as `812 B`, `5.6 GiB`.
  public static String bytes(long bytes) {
    return amount((double) bytes, "");
  }

  /// A speed, as `5.6 MiB/s`.
  public static String rate(double bytesPerSecond) {
    return amount(bytesPerSecond, "/s");
  }

  private static String amount(double amount, String per) {
    double value = amount;
    int unit = 0;
    while (value >= STEP - 0.5 && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    String form = unit == 0 || value >= 99.95 ? "%.0f %s%s" : "%.1f %s%s";
    return String.format(Locale.ROOT, form, value, UNITS[unit], per);
  }

  /// A number with its thousands apart, as `1,234,567`.
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// A time as `0:07`, `12:30`, `3:05:00`.
  public static String duration(long seconds) {
    long hours = seconds / 3600;
    return hours == 0
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60);
  }
}
