package dura.band.machine;

import dura.spec.BandName;
import dura.spec.Limits;
import java.util.Comparator;

/// The least that a check looks at as a whole: the objects of a group, since only all of them together
/// tell what can be recreated (format-spec/85-checking.md, "Parts"). Units have an order, that of checking.
///
/// @param band that wrote the group's parity
/// @param number of the group, or [#UNGROUPED]
public record CheckUnit(BandName band, int number) implements Comparable<CheckUnit> {
  /// The objects of a band that are in no group, or all its objects where its groups are not known
  /// before they are looked at: the band's last unit.
  public static final int UNGROUPED = Limits.MAX_OBJECT_NUMBER + 1;

  private static final Comparator<CheckUnit> ORDER =
      Comparator.comparing(CheckUnit::band).thenComparingInt(CheckUnit::number);

  public CheckUnit {
    if (number < 0 || number > UNGROUPED) {
      throw new IllegalArgumentException("no group " + number);
    }
  }

  @Override
  public int compareTo(CheckUnit other) {
    return ORDER.compare(this, other);
  }
}
