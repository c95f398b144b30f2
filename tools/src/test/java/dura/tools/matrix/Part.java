package dura.tools.matrix;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// The kinds of files of an archive, each with the names it has. Every file of an archive is of
/// exactly one; a new kind has its place here, and its rows in the table. Of blocks and
/// of index objects the parity counts as holding the same: where it is left, two lost are no loss.
enum Part {
  HEADER("archive\\.tar", "archive(-[23])?\\.tar"),
  HEADER_COPY("archive-[23]\\.tar", "archive(-[23])?\\.tar"),
  ROOT_FILE("README\\.txt|recover\\.py|dura\\.proto"),
  KEY("key\\.asc"),
  BAND_HEAD("b.*/head\\.tar"),
  BLOCK("b.*/d/.*", "b.*/(d|p/01)/.*"),
  INDEX("b.*/i/.*", "b.*/(i|p/00)/.*"),
  DATA_PARITY("b.*/p/01/p0000001-.*"),
  INDEX_PARITY("b.*/p/00/p0000000-.*"),
  SUMS("b.*/SHA256SUMS"),
  TAIL("b.*/tail\\.tar", "b.*/tail(-[23])?\\.tar"),
  TAIL_COPY("b.*/tail-[23]\\.tar", "b.*/tail(-[23])?\\.tar");

  private final Pattern names;
  private final Pattern family;

  Part(String names) {
    this(names, names);
  }

  /// @param family this kind and those that hold the same
  Part(String names, String family) {
    this.names = Pattern.compile(names);
    this.family = Pattern.compile(family);
  }

  /// The kinds of `path`; one, if all is well.
  static List<Part> of(String path) {
    return Arrays.stream(values()).filter(part -> part.names.matcher(path).matches()).toList();
  }

  /// Those of `paths` that are of this kind, in order.
  List<String> in(Collection<String> paths) {
    return paths.stream().filter(path -> names.matcher(path).matches()).sorted().toList();
  }

  /// Those of `paths` that are of this kind or hold the same.
  List<String> allIn(Collection<String> paths) {
    return paths.stream().filter(path -> family.matcher(path).matches()).sorted().toList();
  }

  /// Another kind, to be mistaken for this one.
  Part stranger() {
    return this == BLOCK ? INDEX : BLOCK;
  }
}
