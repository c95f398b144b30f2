package dura.band.run;

import dura.band.model.Sums;
import dura.band.store.Store;
import dura.band.store.Store.Listed;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What stands in the folder of a band.
///
/// @param band its name
/// @param names directly in the folder
record BandRemains(BandName band, Set<String> names) {
  private static final List<String> KINDS = List.of("d", "i", "p");

  BandRemains {
    names = Set.copyOf(names);
  }

  static BandRemains of(Store store, BandName band) throws IOException {
    var names = new HashSet<String>();
    store.list(band.toString()).forEach(listed -> names.add(listed.name()));
    return new BandRemains(band, names);
  }

  boolean has(ObjectName object) {
    return object.paths().stream().anyMatch(names::contains);
  }

  /// Whether a pruned band from which nothing more can go.
  boolean isSettled() {
    return names.containsAll(ObjectName.PRUNED.paths()) && names.contains(Sums.PATH)
        && !has(ObjectName.TAIL) && KINDS.stream().noneMatch(names::contains);
  }

  /// The numbered objects and their lengths.
  Map<String, Long> objects(Store store) throws IOException {
    var objects = new TreeMap<String, Long>();
    for (String kind : KINDS) {
      if (names.contains(kind)) {
        String directory = band + "/" + kind;
        for (Listed below : store.list(directory)) {
          for (Listed file : store.list(directory + "/" + below.name())) {
            String path = directory + "/" + below.name() + "/" + file.name();
            if (!file.directory() && ObjectId.ofPath(path).isPresent()) {
              objects.put(path, file.length());
            }
          }
        }
      }
    }
    return objects;
  }
}
