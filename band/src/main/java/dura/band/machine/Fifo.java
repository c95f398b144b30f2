package dura.band.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/// A queue that never changes: what is added or taken makes another queue, at constant cost on
/// average.
///
/// @param front items next to be taken, from `taken` on
/// @param taken items of `front` that are gone
/// @param back items behind them
record Fifo<T>(List<T> front, int taken, Chain<T> back) {
  static <T> Fifo<T> empty() {
    return new Fifo<>(List.of(), 0, Chain.empty());
  }

  boolean isEmpty() {
    return size() == 0;
  }

  int size() {
    return front.size() - taken + back.size();
  }

  Fifo<T> plus(T item) {
    return new Fifo<>(front, taken, back.plus(item));
  }

  /// The item that was added first.
  T first() {
    if (isEmpty()) {
      throw new NoSuchElementException("an empty queue has no first item");
    }
    return taken < front.size() ? front.get(taken) : turned().front.getFirst();
  }

  /// The queue without its first item.
  Fifo<T> rest() {
    Fifo<T> at = taken < front.size() ? this : turned();
    return new Fifo<>(at.front, at.taken + 1, at.back);
  }

  /// The queue with another first item; costs as much as the queue is long.
  Fifo<T> withFirst(T item) {
    var items = new ArrayList<T>(size());
    items.add(item);
    Fifo<T> rest = rest();
    items.addAll(rest.front.subList(rest.taken, rest.front.size()));
    items.addAll(rest.back.toList());
    return new Fifo<>(items, 0, Chain.empty());
  }

  /// The queue with all its items in front, so that taking them is cheap.
  private Fifo<T> turned() {
    return taken < front.size() ? this : new Fifo<>(back.toList(), 0, Chain.empty());
  }
}
