package dura.band.store;

import dura.spec.Limits;

/// What is peculiar to a place. What it can do beyond the duty of every [Store] is told by
/// [Store#replacing()] and [Store#isConsistent()].
///
/// @param tellsLengths whether lists tell the length of every object without the object being
///     touched: none is fetched from a slower tier for it
/// @param sequential whether an object is read from its beginning only: a range costs as much as all
///     that stands before it
/// @param preferredBytes size of objects at which the place works best
/// @param largestBytes size of the largest object that it takes; larger ones are refused before they
///     are sent
public record StoreTraits(
    boolean tellsLengths, boolean sequential, int preferredBytes, long largestBytes) {
  /// Size of a full block: what a writer makes where it may choose.
  private static final int BLOCK_BYTES = 16 << 20;

  /// A place without peculiarities, as a folder.
  public static final StoreTraits PLAIN =
      new StoreTraits(true, false, BLOCK_BYTES, Limits.MAX_OBJECT_BYTES);

  public StoreTraits {
    if (preferredBytes <= 0 || largestBytes < preferredBytes) {
      throw new IllegalArgumentException(preferredBytes + " of " + largestBytes + " bytes");
    }
  }
}
