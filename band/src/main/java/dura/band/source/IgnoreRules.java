package dura.band.source;

import dura.band.model.ArchivePath;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is left out of a backup: patterns in the manner of gitignore(5), of which the last that is
/// about an entry decides. What is below a directory that is left out is left out with it.
public final class IgnoreRules {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final List<IgnorePattern> patterns = new ArrayList<>();

  /// Adds one pattern, as `--exclude` has it: neither comment nor spaces at the end mean anything
  /// else than themselves.
  public void add(byte[] pattern) {
    if (pattern.length > 0) {
      patterns.add(IgnorePattern.of(pattern));
    }
  }

  /// Adds the patterns of a file in the format of `.gitignore`.
  public void addFile(byte[] contents) {
    boolean marked = contents.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(contents, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0,
            BYTE_ORDER_MARK.length);
    var line = new ByteArrayOutputStream();
    for (int i = marked ? BYTE_ORDER_MARK.length : 0; i < contents.length; i++) {
      if (contents[i] == '\n') {
        IgnorePattern.ofLine(line.toByteArray()).ifPresent(patterns::add);
        line.reset();
      } else {
        line.write(contents[i]);
      }
    }
    IgnorePattern.ofLine(line.toByteArray()).ifPresent(patterns::add);
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /// Whether patterns are about an entry, or about a directory that it is in.
  ///
  /// @param path below the base of the patterns, not the top
  public boolean cover(ArchivePath path, boolean directory) {
    for (ArchivePath at = path.parent(); !at.isTop(); at = at.parent()) {
      if (leavesOut(at, true)) {
        return true;
      }
    }
    return leavesOut(path, directory);
  }

  /// Whether patterns leave out an entry, its directories left aside.
  ///
  /// @param path below the base of the patterns, not the top
  public boolean leavesOut(ArchivePath path, boolean directory) {
    return patterns.reversed()
        .stream()
        .filter(pattern -> pattern.matches(path, directory))
        .findFirst()
        .filter(pattern -> !pattern.negated())
        .isPresent();
  }
}
