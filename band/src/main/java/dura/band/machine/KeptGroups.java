package dura.band.machine;

import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.ForeignGroups;
import dura.band.model.GroupNumbers;
import dura.band.model.SheetReference;
import dura.spec.BandName;
import dura.spec.ObjectId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What surviving and open bands need of all bands: the mark of mark and sweep
/// (format-spec/75-band.md, "Pruning"). Never changes once it is made.
public final class KeptGroups {
  /// What is known of a band.
  ///
  /// @param state how far it is; PARTIAL is an open one
  /// @param head what its head says, where it can be read
  /// @param tail its tail; of a pruned band what it was
  public record Known(BandName name, BandState state, Optional<BandHead> head,
      Optional<BandTail> tail) {}

  private final Map<BandName, Known> bands = new HashMap<>();
  private final Set<BandName> whole = new HashSet<>();
  private final Map<BandName, GroupNumbers> groups = new HashMap<>();
  private final Set<ObjectId> objects = new HashSet<>();
  private final Set<BandName> unknown = new HashSet<>();

  private KeptGroups() {}

  /// Marks.
  ///
  /// @param known all bands of the archive; those that are about to be pruned as PRUNED
  /// @param foreign members of other bands that groups of a finished band have; empty where the lists
  ///     of its groups cannot be had
  public static KeptGroups mark(Collection<Known> known,
      Map<BandName, Optional<Set<ObjectId>>> foreign) {
    var kept = new KeptGroups();
    known.forEach(band -> kept.bands.put(band.name(), band));
    for (Known band : known) {
      switch (band.state()) {
        case FINISHED -> kept.keepFinished(band, foreign);
        case PARTIAL -> kept.keepOpen(band.name());
        case PRUNED, ABANDONED -> {}
      }
    }
    // Of what these took over stays all: their own lists are not asked.
    int before;
    do {
      before = kept.whole.size() + kept.groups.size();
      for (Known band : known) {
        boolean rest = band.state() == BandState.PRUNED || band.state() == BandState.ABANDONED;
        if (rest && (kept.whole.contains(band.name()) || kept.groups.containsKey(band.name()))) {
          kept.keepTakenOver(band);
        }
      }
    } while (before != kept.whole.size() + kept.groups.size());
    return kept;
  }

  private void keepFinished(Known band, Map<BandName, Optional<Set<ObjectId>>> foreign) {
    whole.add(band.name());
    keepReferred(band);
    if (band.head().map(head -> head.takesOver().isEmpty()).orElse(false)) {
      return;
    }
    Optional<Set<ObjectId>> members = foreign.getOrDefault(band.name(), Optional.empty());
    if (members.isPresent()) {
      objects.addAll(members.get());
    } else {
      keepTakenOver(band);
    }
  }

  private void keepReferred(Known band) {
    for (ForeignGroups range : band.tail().map(BandTail::refers).orElse(List.of())) {
      groups.merge(range.band(), GroupNumbers.range(range.first(), range.last() + 1),
          GroupNumbers::or);
    }
  }

  /// All that an open band has, and what its parent and the bands it takes over contain or refer to.
  private void keepOpen(BandName name) {
    Known band = bands.get(name);
    if (band == null || !whole.add(name)) {
      return;
    }
    if (band.head().isEmpty()) {
      unknown.add(name);
      return;
    }
    band.head().get().parent().map(SheetReference::band).ifPresent(this::keepParent);
    keepTakenOver(band);
  }

  private void keepParent(BandName name) {
    Known parent = bands.get(name);
    if (parent == null) {
      return;
    }
    switch (parent.state()) {
      // A finished one is kept anyway, with all it refers to.
      case FINISHED -> {}
      case PARTIAL, ABANDONED -> keepOpen(name);
      case PRUNED -> {
        whole.add(name);
        keepReferred(parent);
        if (parent.tail().isEmpty()) {
          unknown.add(name);
        }
      }
    }
  }

  private void keepTakenOver(Known band) {
    if (band.head().isEmpty()) {
      unknown.add(band.name());
      return;
    }
    for (SheetReference taken : band.head().get().takesOver()) {
      Known other = bands.get(taken.band());
      if (other != null && other.state() == BandState.PRUNED) {
        keepParent(taken.band());
      } else if (other != null && other.state() != BandState.FINISHED) {
        keepOpen(taken.band());
      }
    }
  }

  /// Bands of which nobody knows what they need: as long as there are any nothing may go.
  public Set<BandName> unknown() {
    return Set.copyOf(unknown);
  }

  /// Which of `had`, groups of `band`, are kept.
  public GroupNumbers of(BandName band, GroupNumbers had) {
    return isWhole(band) ? had : had.and(named(band));
  }

  /// Groups of a band that others name.
  public GroupNumbers named(BandName band) {
    return groups.getOrDefault(band, GroupNumbers.NONE);
  }

  /// Whether all of a band is kept.
  public boolean isWhole(BandName band) {
    return whole.contains(band);
  }

  /// Whether a kept group of another band has this object.
  public boolean isMemberElsewhere(ObjectId object) {
    return objects.contains(object);
  }
}
