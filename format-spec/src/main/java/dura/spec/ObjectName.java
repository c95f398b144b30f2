package dura.spec;

import dura.proto.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of an object inside its band, or inside the archive for the archive header, without
/// `.tar` (format-spec/75-band.md, 80-archive.md). Copies of an object carry the name of the first.
///
/// @param text as it stands in heads: `archive`, `head`, `tail`, `pruned`, `d0000069`, `i0000032`,
///     `p0000043-0`
public record ObjectName(String text) implements Comparable<ObjectName> {
  private static final int DIRECTORIES = 32;
  private static final Pattern FORM = Pattern
      .compile("archive|head|tail|pruned|([di])([0-9]{7})|(p)([0-9]{7})-(0|[1-9][0-9]?)");
  private static final Pattern FILE = Pattern
      .compile("(?:(archive|tail|pruned)(?:-([23]))?|(head)|[dip]/[0-9]{2}/([^/]+))\\.tar");

  /// The archive header.
  public static final ObjectName ARCHIVE = new ObjectName("archive");

  /// The head of a band.
  public static final ObjectName HEAD = new ObjectName("head");

  /// The tail of a band, or the tombstone in its place.
  public static final ObjectName TAIL = new ObjectName("tail");

  /// What stands in place of the tail of a pruned band.
  public static final ObjectName PRUNED = new ObjectName("pruned");

  /// How often an object that no group protects is stored.
  public static final int COPIES = 3;

  public ObjectName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not an object name: " + text);
    }
  }

  /// Block `number`.
  public static ObjectName block(int number) {
    return new ObjectName("d" + sevenDigits(number));
  }

  /// Index object `number`.
  public static ObjectName index(int number) {
    return new ObjectName("i" + sevenDigits(number));
  }

  /// Parity object `index` of group `group`.
  public static ObjectName parity(int group, int index) {
    return new ObjectName("p" + sevenDigits(group) + "-" + index);
  }

  /// The object that `text` names, or empty where it is no object's name.
  public static Optional<ObjectName> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ObjectName(text)) : Optional.empty();
  }

  /// The object whose file, or copy, stands at `path` below its band or archive; empty where no
  /// object belongs there.
  public static Optional<ObjectName> ofPath(String path) {
    Matcher m = FILE.matcher(path);
    if (!m.matches()) {
      return Optional.empty();
    }
    String named = m.group(1) != null ? m.group(1) : m.group(3) != null ? m.group(3) : m.group(4);
    return parse(named).filter(name -> name.paths().contains(path));
  }

  private static String sevenDigits(int number) {
    if (number < 0 || number > Limits.MAX_OBJECT_NUMBER) {
      throw new IllegalArgumentException("number of an object: " + number);
    }
    var digits = Integer.toString(number);
    return "0".repeat(7 - digits.length()) + digits;
  }

  /// Whether a block, index object or parity object: numbered, in a directory of its own.
  public boolean numbered() {
    return switch (text.charAt(0)) {
      case 'd', 'i' -> true;
      case 'p' -> !equals(PRUNED);
      default -> false;
    };
  }

  /// Whether a parity object.
  public boolean isParity() {
    return fits(ObjectKind.PARITY);
  }

  /// Number of a block or index object; number of the group of a parity object.
  public int number() {
    if (!numbered()) {
      throw new IllegalStateException(text + " has no number");
    }
    return Integer.parseInt(text.substring(1, 8));
  }

  /// Whether an object of `kind` may carry this name.
  public boolean fits(ObjectKind kind) {
    return switch (kind) {
      case ARCHIVE_HEADER -> equals(ARCHIVE);
      case BAND_HEAD -> equals(HEAD);
      case BAND_TAIL, TOMBSTONE -> equals(TAIL);
      case PRUNED -> equals(PRUNED);
      case BLOCK -> numbered() && text.charAt(0) == 'd';
      case INDEX -> numbered() && text.charAt(0) == 'i';
      case PARITY -> numbered() && text.charAt(0) == 'p';
      case OBJECT_KIND_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  /// Path of the object's file below its band, or below the archive.
  public String path() {
    return paths().getFirst();
  }

  /// Paths of the object and its copies below its band, or below the archive.
  public List<String> paths() {
    if (numbered()) {
      int directory = number() % DIRECTORIES;
      return List.of(text.charAt(0) + "/" + (directory < 10 ? "0" : "") + directory + "/" + text
          + ".tar");
    }
    var paths = new ArrayList<String>(List.of(text + ".tar"));
    if (!equals(HEAD)) {
      for (int copy = 2; copy <= COPIES; copy++) {
        paths.add(text + "-" + copy + ".tar");
      }
    }
    return List.copyOf(paths);
  }

  @Override
  public int compareTo(ObjectName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
