package dura.band.run;

import dura.band.machine.BackupPlan.Trust;
import dura.band.model.Sums;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.Expectation;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks whether the objects are there that a new band would refer to (format-spec/75-band.md,
/// "Building on other bands"): lists their folders, each once, or reads them all where nothing is
/// trusted. For one thread.
final class AncestorObjects {
  /// An object is a tar file.
  private static final int TAR_BLOCK = 512;

  /// Where repaired objects are, in stores that cannot replace (format-spec/80-archive.md).
  private static final String REPAIRED = "repair";

  private final Store store;
  private final WholeObjects objects;
  private final ByteSlice archiveId;
  private final Trust trust;
  private final Map<String, Map<String, Long>> folders = new HashMap<>();
  private final Set<ObjectId> lost = new HashSet<>();

  /// @param trust whether what is listed counts as good
  AncestorObjects(Store store, ByteSlice archiveId, Trust trust) {
    this.store = store;
    this.objects = new WholeObjects(store, Optional.of(archiveId));
    this.archiveId = archiveId;
    this.trust = trust;
  }

  /// Looks at members of groups of one band.
  ///
  /// @return an alarm where some cannot be built on
  Optional<Alarm> look(BandName band, List<Sums.Line> members) {
    var gone = new ArrayList<ObjectId>();
    for (Sums.Line member : members) {
      if (!isSound(member)) {
        gone.add(member.object());
      }
    }
    lost.addAll(gone);
    return gone.isEmpty()
        ? Optional.empty()
        : Optional.of(Alarm.found(AlarmCode.ANCESTOR_INCOMPLETE, band.toString(),
            gone.size() + " of " + members.size() + " objects: " + gone.getFirst()
                + (gone.size() > 1 ? ", …" : "")));
  }

  /// The objects found wanting so far.
  Set<ObjectId> lost() {
    return Set.copyOf(lost);
  }

  private boolean isSound(Sums.Line member) {
    for (String path : List.of(member.object().path(),
        REPAIRED + "/" + member.object().path())) {
      boolean sound = switch (trust) {
        case METADATA -> isListed(path);
        case NOTHING -> isWhole(path, member);
      };
      if (sound) {
        return true;
      }
    }
    return false;
  }

  private boolean isWhole(String path, Sums.Line member) {
    return objects.at(path, Expectation.of(archiveId, member.object()),
        Optional.of(member.sha256())).isPresent();
  }

  /// Whether the folder has a file that can be an object.
  private boolean isListed(String path) {
    if (path.startsWith(REPAIRED + "/") && !hasRepaired(path)) {
      return false;
    }
    int slash = path.lastIndexOf('/');
    Long length = folder(path.substring(0, slash)).get(path.substring(slash + 1));
    if (length == null) {
      return false;
    }
    return length == 0 ? isSomething(path) : length % TAR_BLOCK == 0;
  }

  /// Whether a file has any bytes: not every place tells lengths.
  private boolean isSomething(String path) {
    try {
      return store.read(path, 0, 1).filter(bytes -> bytes.bytes().length() > 0).isPresent();
    } catch (IOException _) {
      // As good as gone, as everything that cannot be read.
      return false;
    }
  }

  /// Whether anything was put aside for the band of an object.
  private boolean hasRepaired(String path) {
    String band = path.substring(REPAIRED.length() + 1).split("/", 2)[0];
    return folder(REPAIRED).containsKey(band);
  }

  /// What stands in a folder, with lengths.
  private Map<String, Long> folder(String directory) {
    Map<String, Long> known = folders.get(directory);
    if (known == null) {
      known = new HashMap<>();
      for (Store.Listed listed : listed(directory)) {
        if (!listed.directory() || directory.equals(REPAIRED)) {
          known.put(listed.name(), listed.length());
        }
      }
      folders.put(directory, known);
    }
    return known;
  }

  private List<Store.Listed> listed(String directory) {
    try {
      return store.list(directory);
    } catch (IOException _) {
      // What a folder holds that cannot be listed is as good as gone.
      return List.of();
    }
  }
}
