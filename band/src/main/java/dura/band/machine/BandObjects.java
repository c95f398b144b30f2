package dura.band.machine;

import dura.band.machine.BandTargets.Target;
import dura.band.machine.MemberLists.Group;
import dura.band.machine.RepairAction.Copy;
import dura.band.machine.RepairAction.Discard;
import dura.band.machine.RepairAction.Mend;
import dura.band.machine.RepairAction.Over;
import dura.band.machine.RepairAction.Recreate;
import dura.band.machine.RepairAction.SumsLine;
import dura.band.machine.RepairAction.WriteSums;
import dura.band.model.BandTail;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.pipeline.Expectation;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What can be done about the objects of a band that are not whole: by their own code, from another
/// place, from their group (format-spec/50-erasure.md).
final class BandObjects {
  private final BandName band;
  private final Optional<ByteSlice> archiveId;
  private final BandSheets sheets;
  private final boolean replaces;
  private final CheckLedger ledger;
  private final Map<Integer, Set<Integer>> recreatable = new HashMap<>();
  private final List<CheckQuestion> unsolved = new ArrayList<>();
  private final Map<ObjectId, Target> targets = new LinkedHashMap<>();
  private final Map<ObjectId, Look> looks;
  private final Map<ObjectId, Look> aside;
  private final Map<ObjectId, Set<Stray>> strays = new HashMap<>();
  private final Map<ObjectId, Finding.Outcome> outcomes = new HashMap<>();
  private final List<RepairAction> moves = new ArrayList<>();
  private final List<RepairAction> repairs = new ArrayList<>();
  private final List<RepairAction> discards = new ArrayList<>();

  /// @param replaces whether the place can replace objects
  /// @param looks at objects that are not whole; at all of them where SHA256SUMS is not proven
  /// @param strays objects that stand in others' places, as far as they were seen
  /// @param aside looks below `repair/` for those that are not whole
  /// @param cells what both codes together can do for the groups that [#unsolved] asked about
  BandObjects(BandName band, Optional<ByteSlice> archiveId, BandSheets sheets, boolean replaces,
      List<Target> targets, Map<ObjectId, Look> looks, List<Stray> strays,
      Map<ObjectId, Look> aside, List<Cells> cells, CheckLedger ledger) {
    this.band = band;
    this.archiveId = archiveId;
    this.sheets = sheets;
    this.replaces = replaces;
    this.looks = looks;
    this.aside = aside;
    this.ledger = ledger;
    cells.forEach(answered -> recreatable.put(answered.question().group().number(),
        answered.answer().places()));
    targets.forEach(target -> this.targets.put(target.id(), target));
    for (Stray stray : strays) {
      this.strays.computeIfAbsent(stray.id(), _ -> new LinkedHashSet<>()).add(stray);
    }
  }

  /// A question about a group, and its answer.
  record Cells(CheckQuestion.GroupCells question, CheckAnswer.Recreatable answer) {}

  /// How an object of a group can be had.
  private enum Health {
    /// Whole, where it belongs.
    GOOD,
    /// By its own code.
    MENDABLE,
    /// From below `repair/`.
    ASIDE,
    /// A whole object of its name, but not the one that is listed.
    CONFLICT,
    /// It cannot be read.
    DENIED,
    /// Not by itself.
    ERASED
  }

  /// Judges every object and says what a repair does.
  ///
  /// @param known groups as far as lists were found before the objects were looked at
  /// @return groups whose objects are lost
  List<Integer> conclude(List<Group> known) {
    List<Group> groups = MemberLists.inOrder(band, known, this::ownSha256);
    var lost = new ArrayList<Integer>();
    Set<ObjectId> grouped = new HashSet<>();
    for (Group group : groups) {
      boolean can = group.members().isEmpty() || group(group, grouped);
      boolean means = group.members()
          .orElse(List.of())
          .stream()
          .noneMatch(member -> isWrong(looks.get(member.object())));
      if (!can || !means) {
        lost.add(group.number());
      }
    }
    for (ObjectId id : targets.keySet()) {
      if (!grouped.contains(id)) {
        alone(id);
      }
    }
    targets.keySet().forEach(this::tell);
    ledger.actions.addAll(moves);
    ledger.actions.addAll(repairs);
    ledger.actions.addAll(discards);
    sums(groups);
    return lost;
  }

  /// What must be known before [#conclude] can tell what a repair does: which objects come back
  /// where the outer code alone has too little left.
  ///
  /// @param known groups as far as lists were found before the objects were looked at
  List<CheckQuestion> unsolved(List<Group> known) {
    conclude(known);
    return unsolved;
  }

  private void tell(ObjectId id) {
    Look look = looks.get(id);
    if (look == null) {
      return;
    }
    Optional<Finding.Outcome> outcome = Optional.ofNullable(outcomes.get(id));
    List<Alarm> about = new ArrayList<>(outcome.isPresent() ? look.alarms() : List.of());
    if (outcome.isPresent() && about.isEmpty()) {
      // Whole in itself: it is the list, found out now, that it does not agree with.
      Alarm alarm = new Alarm(AlarmCode.OBJECT_MISMATCH, Location.of(id.path()), "",
          look.ownSha256().map(ByteSlice::toHex).orElse(""));
      about.add(alarm);
      ledger.alarms.add(alarm);
    }
    about.addAll(look.contents());
    outcomeOf(look.contents(), outcome)
        .ifPresent(told -> ledger.toldBefore(id.path(), about, told));
  }

  /// What becomes of an object whose contents are wrong: no repair brings back another meaning.
  private static Optional<Finding.Outcome> outcomeOf(List<Alarm> contents,
      Optional<Finding.Outcome> outcome) {
    boolean wrong = contents.stream().anyMatch(BandObjects::isWrong);
    boolean closed = contents.stream().anyMatch(alarm -> alarm.code() == AlarmCode.KEY_MISSING);
    return wrong ? Optional.of(Finding.Outcome.LOST)
        : outcome.isPresent() || contents.isEmpty() ? outcome
        : Optional.of(closed ? Finding.Outcome.DENIED : Finding.Outcome.NOTICE);
  }

  private static boolean isWrong(Alarm alarm) {
    return alarm.code().weight() == AlarmCode.Weight.DAMAGE
        && alarm.code() != AlarmCode.KEY_MISSING;
  }

  private static boolean isWrong(@Nullable Look look) {
    return look != null && look.contents().stream().anyMatch(BandObjects::isWrong);
  }

  private Optional<ByteSlice> ownSha256(ObjectId id) {
    return Optional.ofNullable(looks.get(id))
        .flatMap(Look::ownSha256)
        .or(() -> stray(id, Optional.empty()).map(Stray::sha256));
  }

  /// Where else an object stands; nowhere, where several say to be it and nothing tells which is.
  private Optional<Stray> stray(ObjectId id, Optional<ByteSlice> sha256) {
    List<Stray> found = strays.getOrDefault(id, Set.of())
        .stream()
        .filter(stray -> sha256.isEmpty() || sha256.get().equals(stray.sha256()))
        .toList();
    boolean alike = found.stream().map(Stray::sha256).distinct().count() == 1;
    return alike ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private Expectation expected(ObjectId id) {
    return new Expectation(id.path(), archiveId, Optional.of(id));
  }

  private Health health(ObjectId id, Optional<ByteSlice> sha256) {
    Look look = looks.get(id);
    if (look == null) {
      return Health.GOOD;
    }
    boolean right = sha256.isEmpty() || look.ownSha256().isEmpty()
        || look.ownSha256().equals(sha256);
    Health own = switch (look.standing()) {
      case Standing.Intact _ -> right ? Health.GOOD : Health.CONFLICT;
      case Standing.Mendable _ -> right ? Health.MENDABLE : Health.ERASED;
      case Standing.Denied _ -> Health.DENIED;
      case Standing.Missing _,Standing.Damaged _,Standing.Misplaced _ -> Health.ERASED;
    };
    return (own == Health.ERASED || own == Health.MENDABLE && !replaces) && isAside(id, sha256)
        ? Health.ASIDE
        : own;
  }

  private boolean isAside(ObjectId id, Optional<ByteSlice> sha256) {
    Look look = aside.get(id);
    return look != null && look.ownSha256().isPresent()
        && (sha256.isEmpty() || look.ownSha256().equals(sha256));
  }

  /// Judges the objects of a group.
  ///
  /// @return whether all of them can be had
  private boolean group(Group group, Set<ObjectId> grouped) {
    var erased = new ArrayList<Integer>();
    var wanted = new ArrayList<Integer>();
    var elsewhere = new ArrayList<GroupPlan.Elsewhere>();
    GroupPlan places = group.plan(band, sheets.head(), List.of());
    for (int place : places.places()) {
      ObjectId id = places.id(place);
      grouped.add(id);
      if (!targets.containsKey(id)) {
        // Parity that was never written.
        erased.add(place);
        continue;
      }
      Optional<ByteSlice> sha256 = places.sha256(place);
      switch (health(id, sha256)) {
        case GOOD -> {}
        case MENDABLE -> mend(id, sha256);
        case ASIDE -> {
          elsewhere.add(new GroupPlan.Elsewhere(place, asidePath(id)));
          fromAside(id);
        }
        case CONFLICT -> {
          outcomes.put(id, Finding.Outcome.CONFLICT);
          erased.add(place);
          if (sheets.signed()) {
            wanted.add(place);
          }
        }
        case DENIED -> {
          outcomes.put(id, Finding.Outcome.DENIED);
          erased.add(place);
        }
        case ERASED -> {
          erased.add(place);
          wanted.add(place);
        }
      }
    }
    if (wanted.isEmpty()) {
      return true;
    }
    if (erased.size() > group.parity().size()) {
      fromOtherPlaces(places, wanted, erased, elsewhere);
    }
    GroupPlan plan = group.plan(band, sheets.head(), elsewhere);
    List<Integer> possible = possible(plan, wanted, erased);
    for (int place : wanted) {
      outcomes.put(places.id(place), possible.contains(place)
          ? Finding.Outcome.REPAIRABLE
          : outcomes.getOrDefault(places.id(place), Finding.Outcome.LOST));
    }
    if (!possible.isEmpty()) {
      repairs.add(new Recreate(plan, possible, erased, sheets.over()));
    }
    return possible.size() == wanted.size();
  }

  /// Those of the places `wanted` whose objects can be recreated.
  private List<Integer> possible(GroupPlan plan, List<Integer> wanted, List<Integer> erased) {
    // What a parity object says of itself comes from the band's head.
    List<Integer> known = wanted.stream()
        .filter(place -> sheets.head().isPresent() || place < plan.nominal())
        .toList();
    if (known.isEmpty() || erased.size() <= plan.parity().size()) {
      return known;
    }
    Set<Integer> answered = recreatable.get(plan.number());
    if (answered == null && !plan.parity().isEmpty()) {
      unsolved.add(new CheckQuestion.GroupCells(archiveId, plan, known));
    }
    return known.stream()
        .filter(answered == null ? Set.of()::contains : answered::contains)
        .toList();
  }

  private void mend(ObjectId id, Optional<ByteSlice> sha256) {
    outcomes.put(id, Finding.Outcome.REPAIRABLE);
    repairs.add(new Mend(expected(id), sha256.or(() -> ownSha256(id))));
  }

  private static String asidePath(ObjectId id) {
    return RootCheck.REPAIR + "/" + id.path();
  }

  /// Takes an object from below `repair/`; where nothing can be replaced it stays there.
  private void fromAside(ObjectId id) {
    if (!replaces) {
      outcomes.put(id, Finding.Outcome.COVERED);
      return;
    }
    outcomes.put(id, Finding.Outcome.REPAIRABLE);
    ByteSlice sha256 = Optional.ofNullable(aside.get(id)).flatMap(Look::ownSha256).orElseThrow();
    moves.add(new Copy(expected(id), asidePath(id), sha256, Over.DAMAGE));
    discards.add(new Discard(expected(id), asidePath(id), sha256));
  }

  /// Takes objects that stand whole in other objects' places. What stands there is first put aside,
  /// so that no order of writing loses any of it.
  private void fromOtherPlaces(GroupPlan places, List<Integer> wanted, List<Integer> erased,
      List<GroupPlan.Elsewhere> elsewhere) {
    var found = new HashSet<Integer>();
    for (int place : wanted) {
      ObjectId id = places.id(place);
      Optional<Stray> stray = stray(id, places.sha256(place));
      if (stray.isEmpty()) {
        continue;
      }
      move(id, stray.get());
      elsewhere.add(new GroupPlan.Elsewhere(place, asidePath(id)));
      // Where it still is before the moves.
      elsewhere.add(new GroupPlan.Elsewhere(place, stray.get().path()));
      found.add(place);
    }
    wanted.removeAll(found);
    erased.removeAll(found);
  }

  private void move(ObjectId id, Stray stray) {
    ByteSlice sha256 = stray.sha256();
    moves.add(new Copy(expected(id).at(asidePath(id)), stray.path(), sha256, Over.DAMAGE));
    moves.add(new Copy(expected(id), asidePath(id), sha256, Over.DAMAGE));
    discards.add(new Discard(expected(id), asidePath(id), sha256));
    outcomes.put(id, Finding.Outcome.REPAIRABLE);
  }

  /// Judges an object of which no list says anything.
  private void alone(ObjectId id) {
    Look look = looks.get(id);
    if (look == null) {
      return;
    }
    switch (health(id, Optional.empty())) {
      case GOOD -> {}
      case MENDABLE -> mend(id, Optional.empty());
      case ASIDE -> fromAside(id);
      case DENIED -> outcomes.put(id, Finding.Outcome.DENIED);
      case CONFLICT -> outcomes.put(id, Finding.Outcome.LOST);
      case ERASED -> stray(id, Optional.empty()).ifPresentOrElse(stray -> move(id, stray),
          () -> outcomes.put(id, Finding.Outcome.LOST));
    }
  }

  /// Judges SHA256SUMS.
  private void sums(List<Group> groups) {
    if (sheets.tail().isEmpty() || sheets.sumsProven()) {
      return;
    }
    BandTail tail = sheets.tail().get();
    boolean known = groups.stream().allMatch(group -> group.members().isPresent());
    var lines = new ArrayList<SumsLine>();
    lines.add(new SumsLine(ObjectId.of(band, ObjectName.HEAD), Optional.of(tail.headSha256())));
    for (Group group : groups) {
      group.members()
          .orElse(List.of())
          .forEach(line -> lines.add(new SumsLine(line.object(), Optional.of(line.sha256()))));
      for (int index = 0; index < group.parity().size(); index++) {
        ObjectId id = ObjectId.of(band, ObjectName.parity(group.number(), index));
        lines.add(new SumsLine(id, group.parity().get(index).or(() -> ownSha256(id))));
      }
    }
    boolean proven = lines.stream().allMatch(line -> line.sha256().isPresent())
        && Sha256.of(text(lines)).equals(tail.sumsSha256());
    // What only the object itself can tell is told once the object is repaired.
    List<SumsLine> open = lines.stream().filter(line -> line.sha256().isEmpty()).toList();
    boolean hopeful = !open.isEmpty() && open.stream().allMatch(line -> willBeWhole(line.object()));
    boolean repairable = known && (proven || hopeful);
    String path = band + "/" + Sums.PATH;
    ledger.found(sheets.sums().isPresent() ? AlarmCode.SUMS_MISMATCH : AlarmCode.SUMS_MISSING,
        path, repairable ? Finding.Outcome.REPAIRABLE : Finding.Outcome.LOST);
    if (repairable) {
      ledger.actions.add(new WriteSums(band, lines, tail.sumsSha256()));
    }
  }

  private boolean willBeWhole(ObjectId id) {
    Finding.Outcome outcome = outcomes.get(id);
    return outcome == null || outcome == Finding.Outcome.REPAIRABLE
        || outcome == Finding.Outcome.COVERED;
  }

  private ByteSlice text(List<SumsLine> lines) {
    return MemberLists.text(band, lines.stream()
        .map(line -> new Sums.Line(line.object(), line.sha256().orElseThrow()))
        .toList());
  }
}
