package dura.band.machine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Changed copies of small collections that never change themselves.
final class Copies {
  private Copies() {}

  static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
    var more = new HashMap<>(map);
    more.put(key, value);
    return Map.copyOf(more);
  }

  static <K, V> Map<K, V> without(Map<K, V> map, K key) {
    var fewer = new HashMap<>(map);
    fewer.remove(key);
    return Map.copyOf(fewer);
  }

  static <T> Set<T> with(Set<T> set, T item) {
    var more = new HashSet<>(set);
    more.add(item);
    return Set.copyOf(more);
  }

  static <T> Set<T> without(Set<T> set, T item) {
    var fewer = new HashSet<>(set);
    fewer.remove(item);
    return Set.copyOf(fewer);
  }
}
