package dura.band.run;

import dura.band.store.Store;
import dura.band.store.Store.Listed;
import dura.spec.BandName;
import dura.spec.ObjectId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The numbered objects of a band that are there (format-spec/80-archive.md).
final class ObjectFolders {
  private ObjectFolders() {}

  /// The band's objects of one letter, in order of their numbers.
  static List<ObjectId> list(Store store, BandName band, char letter) throws IOException {
    var objects = new ArrayList<ObjectId>();
    String directory = band + "/" + letter;
    for (Listed below : store.list(directory)) {
      for (Listed file : store.list(directory + "/" + below.name())) {
        ObjectId.ofPath(directory + "/" + below.name() + "/" + file.name())
            .ifPresent(objects::add);
      }
    }
    objects.sort(Comparator.comparing(ObjectId::name));
    return objects;
  }
}
