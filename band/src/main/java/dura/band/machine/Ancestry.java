package dura.band.machine;

import dura.band.model.ForeignGroups;
import dura.band.model.GroupSpan;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.IndexRootLine;
import dura.band.model.Sums;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.Extent;
import dura.proto.GroupRange;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import dura.proto.IndexRoot;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a new band may refer to: blocks and index objects of its parent and of the bands that its
/// parent refers to, as far as the groups are known that they are members of
/// (format-spec/75-band.md, "Building on other bands"). Inside a backup a band is a number: 0 is the
/// band being written, 1 the parent, from 2 on the others. Never changes.
public final class Ancestry {
  /// No parent.
  public static final Ancestry NONE = new Ancestry(new Builder(), Optional.empty());

  /// Bands whose index objects a version needs at most, besides its own; beyond it all hunks are
  /// written anew.
  private static final int MAX_INDEX_BANDS = 64;

  /// The root of the parent's index.
  ///
  /// @param line where it is, as the parent's tail says
  /// @param fields of it
  /// @param tree the entries
  public record PastRoot(IndexRootLine line, IndexRoot fields, HunkReference tree) {}

  /// A member of a group.
  private record Membership(int band, int group) {}

  private final List<BandName> bands;
  private final Map<BandName, Integer> numbers = new HashMap<>();
  private final Map<ObjectId, Membership> memberships = new HashMap<>();
  private final Map<Membership, ByteSlice> lists = new HashMap<>();
  private final Optional<PastRoot> root;
  private final Set<ObjectId> lost;
  private final boolean sharesHunks;
  private final long trustedBefore;

  /// Gathers an ancestry.
  public static final class Builder {
    private final Map<BandName, BandGroups> groups = new TreeMap<>();
    private final List<BandName> order = new ArrayList<>();
    private final Map<ObjectId, Membership> covered = new HashMap<>();
    private long trustedBefore;
    private Set<ObjectId> lost = Set.of();

    /// Adds a band and its groups; the parent is the first. Bands beyond the number that can be
    /// referred to are left out.
    public Builder add(BandName band, BandGroups known) {
      if (order.size() < ChunkPlace.MAX_BAND && !groups.containsKey(band)) {
        order.add(band);
        groups.put(band, known);
      }
      return this;
    }

    /// Whether a group is known that `object` is a member of.
    public boolean has(ObjectId object) {
      return groups.values().stream().anyMatch(known -> known.members().contains(object));
    }

    /// A block that becomes a member of a group of the band being written.
    public Builder cover(ObjectId block, int group) {
      covered.put(block, new Membership(0, group));
      return this;
    }

    /// Files that changed at this time or later may have changed again since they were read.
    ///
    /// @param seconds since 1970; of several the latest
    public Builder trustedBefore(long seconds) {
      trustedBefore = Math.max(trustedBefore, seconds);
      return this;
    }

    /// Objects that are not there any more, or not whole: nothing refers to them.
    public Builder without(Set<ObjectId> objects) {
      lost = Set.copyOf(objects);
      return this;
    }

    /// The ancestry.
    ///
    /// @param root of the parent's index; empty where the parent has no entries
    public Ancestry build(Optional<PastRoot> root) {
      return new Ancestry(this, root);
    }
  }

  private Ancestry(Builder builder, Optional<PastRoot> root) {
    this.root = root;
    this.bands = named(builder);
    this.trustedBefore = builder.trustedBefore;
    this.lost = builder.lost;
    for (BandName band : bands) {
      numbers.put(band, numbers.size() + 1);
    }
    for (BandName band : bands) {
      int number = numbers.getOrDefault(band, 0);
      BandGroups known = builder.groups.get(band);
      if (known != null) {
        known.lists().forEach((group, members) -> add(band, number, group, members));
      }
    }
    builder.covered.forEach(memberships::putIfAbsent);
    Set<Membership> ofIndex = memberships.entrySet()
        .stream()
        .filter(member -> member.getKey().name().fits(ObjectKind.INDEX))
        .map(Map.Entry::getValue)
        .collect(Collectors.toSet());
    this.sharesHunks = root.flatMap(past -> reference(past.tree()))
        .filter(reference -> indexBands(reference, ofIndex) <= MAX_INDEX_BANDS)
        .isPresent();
  }

  /// The bands, and those of which only single objects are known: members of others' groups.
  private static List<BandName> named(Builder builder) {
    var named = new LinkedHashSet<>(builder.order);
    for (BandName band : builder.order) {
      BandGroups known = builder.groups.get(band);
      if (known != null) {
        known.members().stream().flatMap(id -> id.band().stream()).sorted().forEach(named::add);
      }
    }
    builder.covered.keySet()
        .stream()
        .flatMap(id -> id.band().stream())
        .sorted()
        .forEach(named::add);
    return named.stream().limit(ChunkPlace.MAX_BAND).toList();
  }

  private static long indexBands(HunkRef tree, Set<Membership> ofIndex) {
    return tree.getGroupsList()
        .stream()
        .filter(range -> IntStream.range(range.getFirst(), range.getFirst() + range.getCount())
            .anyMatch(group -> ofIndex.contains(new Membership(range.getBand(), group))))
        .map(GroupRange::getBand)
        .distinct()
        .count();
  }

  private void add(BandName band, int number, int group, List<Sums.Line> members) {
    var membership = new Membership(number, group);
    lists.put(membership, MemberLists.text(band, members));
    members.forEach(member -> memberships.putIfAbsent(member.object(), membership));
  }

  /// Whether there is no band to refer to.
  public boolean isEmpty() {
    return bands.isEmpty();
  }

  /// The number of a band whose objects may be referred to.
  public Optional<Integer> numberOf(BandName band) {
    return Optional.ofNullable(number(band));
  }

  /// Whether a block can be referred to.
  public boolean isKnown(ObjectId block) {
    return memberships.containsKey(block);
  }

  /// The bands by number, from 1 on.
  public List<BandName> bands() {
    return bands;
  }

  /// Whether a file whose inode changed last at this time would by now show any further change.
  boolean trusts(long changedSeconds) {
    return changedSeconds < trustedBefore;
  }

  /// The group of a block, as a range of one; empty where the block cannot be referred to.
  Optional<GroupRange> groupOf(int band, int block) {
    return band < 1 || band > bands.size()
        ? Optional.empty()
        : groupOf(ObjectId.of(bands.get(band - 1), ObjectName.block(block)));
  }

  /// The root of the parent's index, where it says all that the root of a new one would say: of the
  /// same sources, with the same words of the user, over the same tree, without an alarm in either.
  ///
  /// @param fresh what the root of the new index would have
  /// @param tree its entries
  Optional<PastRoot> sameRoot(IndexRoot fresh, HunkRef tree) {
    return root.filter(past -> reference(past.tree()).filter(tree::equals).isPresent()
        && groupOf(objectId(past.line())).isPresent()
        && told(past.fields()).equals(told(fresh))
        && past.fields().getCounters().getAlarms() == 0
        && fresh.getCounters().getAlarms() == 0);
  }

  /// What a root says besides where things are and when they were stored.
  private static IndexRoot told(IndexRoot root) {
    return root.toBuilder()
        .clearEntries()
        .clearObjects()
        .clearStarted()
        .clearEnded()
        .clearCounters()
        .clearWriter()
        .build();
  }

  private static ObjectId objectId(IndexRootLine line) {
    return ObjectId.of(line.band(), line.object());
  }

  /// The groups that an index with the parent's root refers to.
  GroupSet below(PastRoot shared, HunkRef tree) {
    return GroupSet.NONE.plus(tree.getGroupsList())
        .plus(groupOf(objectId(shared.line())).stream().toList());
  }

  private Optional<GroupRange> groupOf(ObjectId member) {
    return Optional.ofNullable(memberships.get(member))
        .filter(_ -> !lost.contains(member))
        .map(of -> GroupRange.newBuilder()
            .setBand(of.band())
            .setFirst(of.group())
            .setCount(1)
            .build());
  }

  /// What the tail says of groups of other bands.
  ///
  /// @param groups those that the index refers to, own ones among them
  List<ForeignGroups> refers(GroupSet groups) {
    var refers = new ArrayList<ForeignGroups>();
    for (GroupRange range : groups.ranges()) {
      if (range.getBand() == 0) {
        continue;
      }
      MessageDigest digest = Sha256.digest();
      int last = range.getFirst() + range.getCount() - 1;
      for (int group = range.getFirst(); group <= last; group++) {
        digest.update(list(new Membership(range.getBand(), group)).asByteBuffer());
      }
      refers.add(new ForeignGroups(bands.get(range.getBand() - 1), range.getFirst(), last,
          ByteSlice.of(digest.digest())));
    }
    refers.sort(
        Comparator.comparing(ForeignGroups::band).thenComparingInt(ForeignGroups::first));
    return refers;
  }

  private ByteSlice list(Membership membership) {
    ByteSlice text = lists.get(membership);
    if (text == null) {
      throw new IllegalStateException("referred to a group that is not known: " + membership);
    }
    return text;
  }

  private @Nullable Integer number(BandName band) {
    return numbers.get(band);
  }

  /// A hunk of the parent's index.
  public PastHunk past(HunkReference reference, IndexHunk hunk) {
    Optional<HunkRef> own = reference(reference);
    HunkRef named = own.orElse(HunkRef.getDefaultInstance());
    return switch (hunk) {
      case IndexHunk.Leaf(List<TreeEntry> entries) -> {
        List<IndexEntry> known =
            entries.stream().flatMap(entry -> entry(entry).stream()).toList();
        yield new PastHunk(named,
            sharesHunks && own.isPresent() && known.size() == entries.size(), known, List.of());
      }
      case IndexHunk.Inner(List<HunkReference> children) -> {
        List<HunkRef> known =
            children.stream().flatMap(child -> reference(child).stream()).toList();
        yield new PastHunk(named,
            sharesHunks && own.isPresent() && known.size() == children.size(), List.of(), known);
      }
      case IndexHunk.Objects _,IndexHunk.Root _ ->
          new PastHunk(named, false, List.of(), List.of());
    };
  }

  /// The reference with numbers of this ancestry; empty where it names what is not known.
  private Optional<HunkRef> reference(HunkReference reference) {
    Integer band = number(reference.place().band());
    if (band == null || lost.contains(reference.place().objectId())) {
      return Optional.empty();
    }
    var ranges = new ArrayList<GroupRange>();
    for (GroupSpan span : reference.groups()) {
      Integer number = number(span.band());
      if (number == null) {
        return Optional.empty();
      }
      for (int group = span.first(); group < span.first() + span.count(); group++) {
        if (!lists.containsKey(new Membership(number, group))) {
          return Optional.empty();
        }
      }
      ranges.add(GroupRange.newBuilder()
          .setBand(number)
          .setFirst(span.first())
          .setCount(span.count())
          .build());
    }
    return Optional.of(HunkRef.newBuilder()
        .setFirstPath(ByteSlice.of(reference.first().bytes()).toByteString())
        .setBand(band)
        .setObject(reference.place().object())
        .setOffset(reference.place().offset())
        .setLength(reference.place().length())
        .setSha256(reference.place().sha256().toByteString())
        .setLevel(reference.level())
        .setEntries(reference.entries())
        .addAllGroups(GroupSet.NONE.plus(ranges).ranges())
        .build());
  }

  /// The entry with numbers of this ancestry; empty where it needs blocks that are not known.
  public Optional<IndexEntry> entry(TreeEntry entry) {
    IndexEntry.Builder fields = entry.fields().toBuilder();
    for (int i = 0; i < fields.getExtentCount(); i++) {
      Extent extent = fields.getExtent(i);
      Integer number = number(entry.bands().get(extent.getBand()));
      if (number == null || groupOf(number, extent.getBlock()).isEmpty()) {
        return Optional.empty();
      }
      fields.setExtent(i, extent.toBuilder().setBand(number));
    }
    return Optional.of(fields.build());
  }
}
