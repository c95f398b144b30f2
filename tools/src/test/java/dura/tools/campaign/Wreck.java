package dura.tools.campaign;

import dura.testdata.Damage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What damage left of a specimen.
final class Wreck {
  /// What the format promises of it.
  enum Promise {
    /// Everything comes back.
    WITHIN,
    /// Exactly the objects that are gone stay lost.
    BEYOND,
    /// Nothing for sure; only that nothing is wrong and all that is lost is named.
    OPEN
  }

  final Specimen specimen;
  private final NavigableMap<String, byte[]> files;
  private final Set<String> gone = new TreeSet<>();
  private boolean open;

  Wreck(Specimen specimen) {
    this.specimen = specimen;
    this.files = new TreeMap<>(specimen.archive());
  }

  NavigableMap<String, byte[]> files() {
    return files;
  }

  /// Does something to a file that its own codes, or its copies, make good.
  void harm(String path, Damage damage) {
    byte[] bytes = files.get(path);
    if (bytes != null) {
      files.put(path, damage.of(bytes));
    }
  }

  /// Harms an object beyond its inner code.
  void lose(String path, Damage damage) {
    harm(path, damage);
    gone.add(path);
  }

  /// Takes files away.
  void delete(Collection<String> paths) {
    files.keySet().removeAll(paths);
    gone.addAll(paths);
  }

  void swap(String one, String other) {
    byte[] bytes = specimen.bytes(one);
    files.put(one, specimen.bytes(other));
    files.put(other, bytes);
  }

  /// Says that nothing is promised.
  void promiseNothing() {
    open = true;
  }

  Promise promise() {
    Set<String> lost = lost();
    // Without an index object, which files there were is not known.
    if (open || lost.stream().anyMatch(path -> path.contains("/i/"))) {
      return Promise.OPEN;
    }
    return lost.isEmpty() ? Promise.WITHIN : Promise.BEYOND;
  }

  /// Objects of groups that lost more than they have parity.
  Set<String> lost() {
    var lost = new TreeSet<String>();
    for (Specimen.Group group : specimen.groups()) {
      List<String> here = new ArrayList<>(group.all());
      here.retainAll(gone);
      if (here.size() > group.parity().size()) {
        lost.addAll(here);
      }
    }
    return lost;
  }
}
