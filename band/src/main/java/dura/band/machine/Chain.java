package dura.band.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A list that never changes and grows at its end at constant cost: states of machines keep what
/// they gather in it.
final class Chain<T> {
  private final @Nullable Chain<T> before;
  private final @Nullable T last;
  private final int size;

  private Chain(@Nullable Chain<T> before, @Nullable T last, int size) {
    this.before = before;
    this.last = last;
    this.size = size;
  }

  static <T> Chain<T> empty() {
    return new Chain<>(null, null, 0);
  }

  Chain<T> plus(T item) {
    return new Chain<>(this, item, size + 1);
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// The item that was added last.
  T last() {
    if (last == null) {
      throw new NoSuchElementException("an empty chain has no last item");
    }
    return last;
  }

  /// The chain before the last item was added.
  Chain<T> before() {
    if (before == null) {
      throw new NoSuchElementException("an empty chain has nothing before it");
    }
    return before;
  }

  /// The items from first to last.
  List<T> toList() {
    var items = new ArrayList<T>(size);
    for (Chain<T> at = this; at != null && at.last != null; at = at.before) {
      items.add(at.last);
    }
    Collections.reverse(items);
    return items;
  }
}
