package dura.band.run;

import dura.band.machine.BandGroups;
import dura.band.machine.CheckAnswer;
import dura.band.machine.CheckDepth;
import dura.band.machine.CheckQuestion.Keep;
import dura.band.machine.CheckQuestion.ObjectAt;
import dura.band.machine.CheckQuestion.WholeFile;
import dura.band.machine.GroupPlan;
import dura.band.machine.Look;
import dura.band.model.BandTail;
import dura.band.model.Sums;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.pipeline.Expectation;
import dura.proto.GroupParity;
import dura.proto.ObjectHead;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.Limits;
import dura.spec.ObjectId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Recreates lost blocks and index objects from their groups, in memory
/// (format-spec/50-erasure.md, "Outer code"). All lost members of a group are recreated at once and
/// kept for those who ask for the others. Thread-safe.
final class GroupRecovery {
  /// Memory for recreated objects and for member lists.
  private static final long CACHE_BYTES = 96L << 20;

  /// Memory that a member takes in a list, about.
  private static final long LISTED_BYTES = 256;

  private final Store store;
  private final ByteSlice archiveId;
  private final Function<BandName, Optional<BandTail>> tails;
  private final WholeObjects objects;
  private final ObjectInspector inspector;
  private final StrayObjects strays;
  private final Map<BandName, List<BandName>> takers = new ConcurrentHashMap<>();
  private final ContentCache cache = new ContentCache(CACHE_BYTES);

  /// An object that was lost.
  ///
  /// @param object its bytes: they have the object SHA-256 that the member list says
  /// @param group number of the group it was recreated from
  record Recreated(ByteSlice object, int group) {}

  /// An object under another's name.
  ///
  /// @param path where it stands
  record Found(ByteSlice object, String path) {}

  /// @param elsewhere how many other places of its objects are known
  private record GroupKey(BandName band, int number, int elsewhere) {
    GroupKey(GroupPlan plan) {
      this(plan.band(), plan.number(), plan.elsewhere().size());
    }
  }

  private record CellsKey(GroupKey group) {}

  private record Cells(GroupCells group) implements ContentCache.Sized {
    @Override
    public long bytes() {
      return group.memoryBytes();
    }
  }

  private record Lists(BandGroups groups) implements ContentCache.Sized {
    @Override
    public long bytes() {
      return groups.members().size() * LISTED_BYTES;
    }
  }

  private record Members(Map<Integer, ByteSlice> byPlace) implements ContentCache.Sized {
    @Override
    public long bytes() {
      return byPlace.values().stream().mapToLong(ByteSlice::length).sum();
    }
  }

  /// @param tails the tail of a band that counts
  GroupRecovery(Store store, ByteSlice archiveId,
      Function<BandName, Optional<BandTail>> tails) {
    this.store = store;
    this.archiveId = archiveId;
    this.tails = tails;
    this.objects = new WholeObjects(store, Optional.of(archiveId));
    this.inspector = new ObjectInspector(store);
    this.strays = new StrayObjects(store, archiveId);
  }

  /// The object `id`, which cannot be had by itself; empty where it is of no group, or too little of
  /// the group is left, under whatever names.
  Optional<Recreated> recreate(ObjectId id) {
    return groupOf(id).flatMap(plan -> recreated(plan, id)
        .or(() -> withStrays(plan).flatMap(more -> recreated(more, id)))
        .map(object -> new Recreated(object, plan.number())));
  }

  /// The object `id` as it stands under another object's name; empty where it does not.
  Optional<Found> elsewhere(ObjectId id) {
    Optional<ByteSlice> listed =
        groupOf(id).flatMap(plan -> plan.sha256(place(plan, id)));
    Expectation expected = Expectation.of(archiveId, id);
    return isMember(id)
        ? strays.of(id)
            .stream()
            .flatMap(path -> objects.at(path, expected, listed)
                .map(object -> new Found(object, path))
                .stream())
            .findFirst()
        : Optional.empty();
  }

  /// The group with the places where objects of it stand under others' names; empty where none does.
  private Optional<GroupPlan> withStrays(GroupPlan plan) {
    if (plan.parity().isEmpty()) {
      return Optional.empty();
    }
    var elsewhere = new ArrayList<>(plan.elsewhere());
    for (int place : plan.places()) {
      strays.of(plan.id(place))
          .forEach(path -> elsewhere.add(new GroupPlan.Elsewhere(place, path)));
    }
    return elsewhere.size() == plan.elsewhere().size()
        ? Optional.empty()
        : Optional.of(new GroupPlan(plan.band(), plan.head(), plan.number(), plan.nominal(),
            plan.members(), plan.parity(), elsewhere));
  }

  /// What both codes together leave of an object that they cannot recreate; empty where it is of no
  /// group, or nothing at all is known of it.
  Optional<StoredBytes> rest(ObjectId id) {
    return groupOf(id).filter(plan -> !plan.parity().isEmpty())
        .flatMap(plan -> cells(plan).rest(place(plan, id)));
  }

  /// The group of a block or index object. Others are in none, and are not asked about: to find the
  /// groups of a band its sheets are read.
  private Optional<GroupPlan> groupOf(ObjectId id) {
    return id.band()
        .filter(_ -> isMember(id))
        .flatMap(band -> groups(band).groupOf(id)
            .or(() -> takers(band).stream()
                .flatMap(taker -> groups(taker).groupOf(id).stream())
                .findFirst()));
  }

  private static boolean isMember(ObjectId id) {
    return id.name().fits(ObjectKind.BLOCK) || id.name().fits(ObjectKind.INDEX);
  }

  /// The bands that may have objects of `band` in their groups: those that took it over.
  private List<BandName> takers(BandName band) {
    return takers.computeIfAbsent(band, _ -> {
      try {
        return HeaderReader.bands(store)
            .stream()
            .filter(taker -> taker.compareTo(band) > 0 && mayTakeOver(taker, band))
            .toList();
      } catch (IOException _) {
        // What cannot be listed helps nobody here; a check tells why.
        return List.of();
      }
    });
  }

  private boolean mayTakeOver(BandName taker, BandName band) {
    return tails.apply(taker)
        .map(tail -> tail.head()
            .takesOver()
            .stream()
            .anyMatch(taken -> taken.band().equals(band)))
        .orElse(true);
  }

  /// Blocks and index objects of a band, whether they are there or not.
  Set<ObjectId> members(BandName band) {
    return groups(band).members();
  }

  private static int place(GroupPlan plan, ObjectId id) {
    return plan.members().stream().map(GroupPlan.Member::id).toList().indexOf(id);
  }

  /// The groups of a band, as far as their members are known.
  BandGroups groups(BandName band) {
    return once(band, Lists.class, () -> new Lists(findGroups(band))).groups();
  }

  private <T extends ContentCache.Sized> T once(Object key, Class<T> type, Supplier<T> work) {
    return cache.get(key, type, () -> CompletableFuture.supplyAsync(work, Runnable::run)).join();
  }

  private BandGroups findGroups(BandName band) {
    CheckAnswer sums =
        inspector.answer(new WholeFile(band + "/" + Sums.PATH, Limits.MAX_OBJECT_BYTES));
    BandGroups groups = BandGroups.of(band, tails.apply(band),
        sums instanceof CheckAnswer.FileBytes file ? file.bytes() : Optional.empty());
    return groups.isComplete() ? groups : groups.with(parityHeads(band));
  }

  private List<GroupParity> parityHeads(BandName band) {
    try {
      return ObjectFolders.list(store, band, 'p').stream().flatMap(this::parityHead).toList();
    } catch (IOException _) {
      // What cannot be listed helps nobody here; a check tells why.
      return List.of();
    }
  }

  private Stream<GroupParity> parityHead(ObjectId id) {
    CheckAnswer answer = inspector.answer(new ObjectAt(Expectation.of(archiveId, id),
        Optional.empty(), CheckDepth.QUICK, Keep.HEAD));
    return answer instanceof Look look
        ? look.head().filter(ObjectHead::hasGroup).map(ObjectHead::getGroup).stream()
        : Stream.empty();
  }

  private Optional<ByteSlice> recreated(GroupPlan plan, ObjectId lost) {
    if (plan.parity().isEmpty()) {
      return Optional.empty();
    }
    int place = place(plan, lost);
    return Optional.ofNullable(members(plan, lost).get(place))
        .or(() -> cells(plan).object(place));
  }

  /// The members of the group of `lost` that had to be recreated, by their places; none where more
  /// objects are damaged than the outer code alone recreates.
  private Map<Integer, ByteSlice> members(GroupPlan plan, ObjectId lost) {
    return once(new GroupKey(plan), Members.class,
        () -> new Members(rebuild(plan, lost))).byPlace();
  }

  private GroupCells cells(GroupPlan plan) {
    return once(new CellsKey(new GroupKey(plan)), Cells.class,
        () -> new Cells(GroupCells.solve(plan, objects.damaged(plan)))).group();
  }

  private Map<Integer, ByteSlice> rebuild(GroupPlan plan, ObjectId lost) {
    List<Integer> erased = plan.places()
        .stream()
        .filter(place -> plan.id(place).equals(lost) || !isThere(plan, place))
        .toList();
    return GroupRebuild.rebuild(plan, erased, place -> objects.of(plan, place));
  }

  /// Whether anything stands where the object can be: what it is worth is found out on the way.
  private boolean isThere(GroupPlan plan, int place) {
    return isThere(plan.path(place)) || plan.elsewhere()
        .stream()
        .anyMatch(other -> other.place() == place && isThere(other.path()));
  }

  private boolean isThere(String path) {
    try {
      return store.read(path, 0, 1).isPresent();
    } catch (IOException _) {
      // An erasure, as everything that cannot be read.
      return false;
    }
  }
}
