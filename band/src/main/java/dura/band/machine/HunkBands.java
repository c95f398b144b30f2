package dura.band.machine;

import dura.proto.Extent;
import dura.proto.GroupRange;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import dura.spec.BandName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Gives a hunk its own list of bands: numbers of an [Ancestry] become numbers of the hunk
/// (format-spec/70-index.md, "Hunks"). A hunk names only bands that it refers to.
final class HunkBands {
  private final TreeMap<Integer, Integer> numbers = new TreeMap<>();

  private HunkBands(Iterable<Integer> used) {
    numbers.put(0, 0);
    used.forEach(band -> numbers.putIfAbsent(band, numbers.size()));
  }

  /// The hunk as it is stored.
  ///
  /// @param bands that numbers in `hunk` mean, from 1 on
  static Hunk named(Hunk hunk, List<BandName> bands) {
    var used = new TreeSet<Integer>();
    hunk.getEntryList()
        .forEach(entry -> entry.getExtentList().forEach(extent -> used.add(extent.getBand())));
    references(hunk).forEach(reference -> {
      used.add(reference.getBand());
      reference.getGroupsList().forEach(range -> used.add(range.getBand()));
    });
    used.remove(0);
    return used.isEmpty() ? hunk : new HunkBands(used).renumber(hunk, used, bands);
  }

  private static List<HunkRef> references(Hunk hunk) {
    var references = new ArrayList<>(hunk.getChildList());
    if (hunk.hasRoot() && hunk.getRoot().hasEntries()) {
      references.add(hunk.getRoot().getEntries());
    }
    return references;
  }

  private Hunk renumber(Hunk hunk, SortedSet<Integer> used, List<BandName> bands) {
    Hunk.Builder stored = hunk.toBuilder().clearEntry().clearChild();
    hunk.getEntryList().forEach(entry -> stored.addEntry(entry(entry)));
    hunk.getChildList().forEach(child -> stored.addChild(reference(child)));
    if (hunk.hasRoot() && hunk.getRoot().hasEntries()) {
      stored.getRootBuilder().setEntries(reference(hunk.getRoot().getEntries()));
    }
    used.forEach(band -> stored.addBand(bands.get(band - 1).toString()));
    return stored.build();
  }

  private int number(int band) {
    return numbers.getOrDefault(band, 0);
  }

  private IndexEntry entry(IndexEntry entry) {
    if (entry.getExtentList().stream().allMatch(extent -> extent.getBand() == 0)) {
      return entry;
    }
    IndexEntry.Builder stored = entry.toBuilder().clearExtent();
    for (Extent extent : entry.getExtentList()) {
      stored.addExtent(extent.toBuilder().setBand(number(extent.getBand())));
    }
    return stored.build();
  }

  private HunkRef reference(HunkRef reference) {
    HunkRef.Builder stored = reference.toBuilder()
        .setBand(number(reference.getBand()))
        .clearGroups();
    for (GroupRange range : reference.getGroupsList()) {
      stored.addGroups(range.toBuilder().setBand(number(range.getBand())));
    }
    return stored.build();
  }
}
