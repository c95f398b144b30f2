package dura.band.run;

import dura.band.machine.BandGroups;
import dura.band.machine.BandState;
import dura.band.machine.KeptGroups;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.Sums;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What heads, tails and the sheets of pruned bands say of all bands of an archive. Data is not read.
final class PruneSurvey {
  /// A band.
  ///
  /// @param former of a pruned band, as far as it can be read
  /// @param settled whether it is a pruned band of which nothing is left to go
  record Seen(BandInfo info, Optional<TailReader.Former> former, BandRemains remains,
      boolean settled) {
    private KeptGroups.Known known(boolean chosen) {
      BandState state = switch (info.state()) {
        case FINISHED -> chosen ? BandState.PRUNED : BandState.FINISHED;
        case PARTIAL -> chosen ? BandState.ABANDONED : BandState.PARTIAL;
        case PRUNED -> BandState.PRUNED;
        case ABANDONED -> BandState.ABANDONED;
      };
      Optional<BandTail> tail = info.tail().or(() -> former.map(TailReader.Former::tail));
      return new KeptGroups.Known(info.name(), state,
          tail.map(BandTail::head).or(info::head), tail);
    }
  }

  private final ArchiveReader archive;
  private final SortedMap<BandName, Seen> bands;

  private PruneSurvey(ArchiveReader archive, SortedMap<BandName, Seen> bands) {
    this.archive = archive;
    this.bands = bands;
  }

  /// Looks at all bands.
  static PruneSurvey of(ArchiveReader archive) throws IOException, AbortedException {
    return again(archive, Map.of());
  }

  /// Looks again at all bands that may have changed since.
  ///
  /// @param changing finished bands that may not be what they were
  PruneSurvey again(Set<BandName> changing) throws IOException, AbortedException {
    var same = new HashMap<>(bands);
    same.values().removeIf(seen -> !seen.info().finished());
    same.keySet().removeAll(changing);
    return again(archive, same);
  }

  private static PruneSurvey again(ArchiveReader archive, Map<BandName, Seen> same)
      throws IOException, AbortedException {
    var bands = new TreeMap<BandName, Seen>();
    var parents = new HashSet<BandName>();
    // From the newest: what stands before a band may be needed by it.
    for (BandName name : HeaderReader.bands(archive.store()).reversed()) {
      Seen before = same.get(name);
      Optional<Seen> seen =
          before == null ? look(archive, name, parents.contains(name)) : Optional.of(before);
      seen.ifPresent(found -> bands.put(name, found));
      seen.map(Seen::info)
          .filter(info -> info.state() == BandInfo.State.PARTIAL
              || info.state() == BandInfo.State.ABANDONED)
          .flatMap(BandInfo::head)
          .ifPresent(head -> addNeeds(head, parents));
    }
    return new PruneSurvey(archive, bands);
  }

  private static void addNeeds(BandHead head, Set<BandName> needed) {
    head.parent().ifPresent(parent -> needed.add(parent.band()));
    head.takesOver().forEach(taken -> needed.add(taken.band()));
  }

  /// @return empty where the folder is empty: a writer that has not put its head yet looks for marks
  ///     once it has
  private static Optional<Seen> look(ArchiveReader archive, BandName name, boolean needed)
      throws IOException, AbortedException {
    BandRemains remains = BandRemains.of(archive.store(), name);
    if (remains.names().isEmpty()) {
      return Optional.empty();
    }
    if (remains.isSettled() && !needed) {
      var info = new BandInfo(name, BandInfo.State.PRUNED, BandInfo.Signature.NONE,
          Optional.empty(), Optional.empty(), Optional.empty());
      return Optional.of(new Seen(info, Optional.empty(), remains, true));
    }
    return Optional.of(new Seen(archive.band(name),
        remains.has(ObjectName.PRUNED) ? archive.tails().former(name) : Optional.empty(), remains,
        false));
  }

  List<Seen> bands() {
    return List.copyOf(bands.values());
  }

  Optional<Seen> band(BandName name) {
    return Optional.ofNullable(bands.get(name));
  }

  /// Marks what is needed.
  ///
  /// @param chosen bands that are to go, as if they were gone
  /// @throws ArchiveException [ArchiveException.Reason.NeedsUnknown]
  KeptGroups mark(Set<BandName> chosen) throws IOException, ArchiveException {
    var known = new ArrayList<KeptGroups.Known>();
    var foreign = new HashMap<BandName, Optional<Set<ObjectId>>>();
    for (Seen seen : bands.values()) {
      KeptGroups.Known band = seen.known(chosen.contains(seen.info().name()));
      known.add(band);
      if (band.state() == BandState.FINISHED
          && band.head().filter(head -> !head.takesOver().isEmpty()).isPresent()) {
        foreign.put(band.name(), foreign(band));
      }
    }
    KeptGroups kept = KeptGroups.mark(known, foreign);
    if (!kept.unknown().isEmpty()) {
      throw new ArchiveException(
          new ArchiveException.Reason.NeedsUnknown(kept.unknown().stream().sorted().toList()));
    }
    return kept;
  }

  private Optional<Set<ObjectId>> foreign(KeptGroups.Known band) throws IOException {
    BandGroups groups = BandGroups.of(band.name(), band.tail(), sums(archive.store(), band.name()));
    return groups.isComplete()
        ? Optional.of(groups.members()
            .stream()
            .filter(id -> !id.band().equals(Optional.of(band.name())))
            .collect(Collectors.toSet()))
        : Optional.empty();
  }

  /// SHA256SUMS of a band, as it is.
  static Optional<ByteSlice> sums(Store store, BandName band) throws IOException {
    return store.read(band + "/" + Sums.PATH)
        .filter(stored -> stored.unreadable().isEmpty())
        .map(StoredBytes::bytes);
  }
}
