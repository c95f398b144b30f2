package dura.tools.page;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A map of squares in rows, as SVG. Where there are more things than squares, a square stands for
/// several and is drawn like the worst of them: so the map stays small and no damage falls through.
final class CellMap {
  /// Squares of a row.
  static final int COLUMNS = 32;

  private static final int UNIT = 10;
  private static final int SIDE = 8;

  /// Width of a square where there is room, in the unit of the page's type.
  private static final double REM_OF_SQUARE = 0.75;

  private final List<Shade> squares;
  private final int each;

  private CellMap(List<Shade> squares, int each) {
    this.squares = squares;
    this.each = each;
  }

  /// The map of `things`.
  ///
  /// @param most squares, at least 1
  static CellMap of(List<Shade> things, int most) {
    int each = Math.max(1, Math.ceilDiv(things.size(), most));
    if (each == 1) {
      return new CellMap(List.copyOf(things), 1);
    }
    var squares = new ArrayList<Shade>();
    for (int from = 0; from < things.size(); from += each) {
      Shade worst = Shade.GOOD;
      for (Shade thing : things.subList(from, Math.min(from + each, things.size()))) {
        worst = worst.worse(thing);
      }
      squares.add(worst);
    }
    return new CellMap(List.copyOf(squares), each);
  }

  /// How many things a square stands for.
  int each() {
    return each;
  }

  /// Writes the map.
  ///
  /// @param label what it shows, for who cannot see it
  void render(Markup page, String label) {
    int wide = Math.min(COLUMNS, Math.max(squares.size(), 1));
    int rows = Math.max(1, Math.ceilDiv(squares.size(), COLUMNS));
    page.open("svg", "class", "map", "role", "img", "aria-label", label, "viewBox",
        String.format(Locale.ROOT, "0 0 %d %d", wide * UNIT, rows * UNIT), "style",
        String.format(Locale.ROOT, "width:%.2frem", wide * REM_OF_SQUARE));
    Map<Shade, StringBuilder> paths = new EnumMap<>(Shade.class);
    for (int i = 0; i < squares.size(); i++) {
      StringBuilder path = paths.computeIfAbsent(squares.get(i), _ -> new StringBuilder());
      path.append('M').append(i % COLUMNS * UNIT + 1).append(' ').append(i / COLUMNS * UNIT + 1);
      path.append(form(squares.get(i)));
    }
    paths.forEach((shade, path) -> page.empty("path", "class", shade.style(), "d",
        path.toString()));
    page.closeLine();
  }

  /// A path from the upper left corner of the square: whole for what is good, a ring for what was
  /// repaired, a triangle for what can be, a bar for what is not known, a cross for what is lost.
  static String form(Shade shade) {
    String square = "h" + SIDE + "v" + SIDE + "h-" + SIDE + "z";
    return switch (shade) {
      case GOOD -> square;
      case REPAIRED -> square + "m2.5 2.5v3h3v-3z";
      case REPAIRABLE -> "m4 0l4 8h-8z";
      case UNSURE -> "m0 2.5h8v3h-8z";
      case LOST -> "m1 1l6 6m0-6l-6 6";
    };
  }
}
