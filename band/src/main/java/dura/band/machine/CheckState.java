package dura.band.machine;

import dura.band.machine.BandTargets.Target;
import dura.band.machine.CheckAnswer.Name;
import dura.band.model.BandTail;
import dura.band.model.SheetReference;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where a check is.
///
/// @param plan what was asked for
/// @param stage what is being looked at
/// @param questions of the stage, in the order in which their answers are taken
/// @param asked how many of them were asked
/// @param taken how many answers were taken
/// @param early answers that came before their turn; at most a window of them
/// @param gathered answers of the stage that are needed at its end
/// @param strays objects in others' places, as far as they were seen
/// @param archive what is known of the archive
/// @param band what is known of the band that is being checked
/// @param findings so far
/// @param actions of a repair, so far
/// @param summaries of the bands that are done
/// @param progress how far a check came that may end early
public record CheckState(CheckPlan plan, Stage stage, List<CheckQuestion> questions, int asked,
    int taken, Map<Integer, CheckAnswer> early, Chain<Gathered> gathered, Chain<Stray> strays,
    ArchiveFacts archive, Optional<BandFacts> band, Chain<Finding> findings,
    Chain<RepairAction> actions,
    Chain<BandSummary> summaries, Progress progress) {
  /// What is being looked at, in order.
  enum Stage {
    /// Nothing yet.
    START,
    /// The names in the root.
    ROOT,
    /// The copies of the archive header.
    HEADERS,
    /// Heads and tails of all bands, for the header that they carry.
    SEEK_SHEETS,
    /// Folders of parity objects, for the header that they carry.
    SEEK_FOLDERS,
    /// The folders in them.
    SEEK_OBJECTS,
    /// Some parity objects.
    SEEK_PARITY,
    /// The files for people.
    ROOT_FILES,
    /// The names in a band.
    BAND,
    /// The names in its folders.
    BAND_KINDS,
    /// The names in theirs.
    BAND_FOLDERS,
    /// Head, tails, SHA256SUMS.
    BAND_SHEETS,
    /// Heads of parity objects, where member lists are to be found out.
    BAND_PARITY,
    /// A slice of the objects.
    BAND_OBJECTS,
    /// The folders of all bands, where objects of the slice may stand in others' places.
    STRAY_FOLDERS,
    /// The folders in them.
    STRAY_NAMES,
    /// The heads of all objects.
    STRAY_OBJECTS,
    /// What stands below `repair/` for objects that are not whole.
    BAND_ASIDE,
    /// Groups too many of whose objects are damaged for the outer code alone.
    BAND_CELLS,
    /// The files below `repair/`.
    LEFT,
    /// Those files, and what they stand for.
    LEFT_FILES,
    /// All is looked at.
    DONE
  }

  /// An answer that is needed at the end of its stage.
  ///
  /// @param number of the question
  record Gathered(int number, CheckAnswer answer) {}

  /// What is known of the archive.
  ///
  /// @param root names in it
  /// @param copies looks at the copies of its header
  /// @param header the header that counts
  /// @param bands all bands, in order
  /// @param next number of the band that comes next
  /// @param tails of the bands that are done
  /// @param straysSearched whether the whole archive was looked through for objects under others' names
  record ArchiveFacts(List<Name> root, List<Look> copies, Optional<HeaderCheck.Known> header,
      List<BandName> bands, int next, Map<BandName, TailMark> tails,
      boolean straysSearched) {
    ArchiveFacts withHeader(Optional<HeaderCheck.Known> known) {
      return new ArchiveFacts(root, copies, known, bands, next, tails, straysSearched);
    }

    /// At the band behind the next one.
    ArchiveFacts pastNext() {
      return new ArchiveFacts(root, copies, header, bands, next + 1, tails, straysSearched);
    }

    ArchiveFacts withTail(BandName band, TailMark mark) {
      return new ArchiveFacts(root, copies, header, bands, next,
          Copies.with(tails, band, mark), straysSearched);
    }

    ArchiveFacts withStraysSearched() {
      return new ArchiveFacts(root, copies, header, bands, next, tails, true);
    }

    Optional<ByteSlice> id() {
      return header.map(known -> known.header().id());
    }

    boolean hasRepairFolder() {
      return root.stream()
          .anyMatch(name -> name.directory() && name.name().equals(RootCheck.REPAIR));
    }
  }

  /// What later bands want to know of a band.
  ///
  /// @param tailSha256 object SHA-256 of its tail
  record TailMark(BandState state, Optional<ByteSlice> tailSha256) {}

  /// How far a check came.
  ///
  /// @param timeOver whether it is to end
  /// @param reached the last unit that was concluded
  /// @param stopped whether it ended before its portion was looked at
  record Progress(boolean timeOver, Optional<CheckUnit> reached, boolean stopped) {
    static final Progress NONE = new Progress(false, Optional.empty(), false);

    boolean mayEnd() {
      return timeOver && reached.isPresent();
    }
  }

  /// What was found of the objects of a band so far.
  ///
  /// @param objects looked at
  /// @param damaged objects among them that are not whole
  /// @param lost groups with objects that cannot be recreated
  /// @param groups what was found of each group
  record Tally(long objects, long damaged, List<Integer> lost, List<GroupSummary> groups) {
    static final Tally NONE = new Tally(0, 0, List.of(), List.of());

    Tally plus(Tally other) {
      var all = new ArrayList<>(lost);
      all.addAll(other.lost);
      return new Tally(objects + other.objects, damaged + other.damaged, List.copyOf(all),
          Stream.concat(groups.stream(), other.groups.stream()).toList());
    }
  }

  /// What is known of the band that is being checked.
  ///
  /// @param pruned whether retention removed it
  /// @param empty whether nothing at all is in its folder
  /// @param present object files in its folders and their lengths
  /// @param groups as far as they are known
  /// @param slices objects that are looked at
  /// @param objects looks at those of the slice, as far as they are needed
  /// @param aside looks below `repair/` for those that are not whole
  /// @param tally of the slices that are done
  record BandFacts(BandName name, boolean pruned, boolean empty, Map<String, Long> present,
      Optional<BandSheets> sheets, List<MemberLists.Group> groups, BandSlices slices,
      List<Gathered> objects, List<Look> aside, Tally tally) {
    static BandFacts of(BandName name, boolean pruned, boolean empty) {
      return new BandFacts(name, pruned, empty, Map.of(), Optional.empty(), List.of(),
          BandSlices.NONE, List.of(), List.of(), Tally.NONE);
    }

    BandFacts withPresent(Map<String, Long> files) {
      return new BandFacts(name, pruned, empty, files, sheets, groups, slices, objects, aside,
          tally);
    }

    BandFacts withSheets(BandSheets read, List<MemberLists.Group> named) {
      return new BandFacts(name, pruned, empty, present, Optional.of(read), named, slices, objects,
          aside, tally);
    }

    BandFacts at(BandSlices next) {
      return new BandFacts(name, pruned, empty, present, sheets, groups, next, List.of(), List.of(),
          tally);
    }

    BandFacts withLooks(List<Gathered> looks) {
      return new BandFacts(name, pruned, empty, present, sheets, groups, slices, looks, aside,
          tally);
    }

    BandFacts withAside(List<Look> besides) {
      return new BandFacts(name, pruned, empty, present, sheets, groups, slices, objects, besides,
          tally);
    }

    BandFacts plus(Tally slice) {
      return new BandFacts(name, pruned, empty, present, sheets, groups, slices, List.of(),
          List.of(), tally.plus(slice));
    }

    Target target(Gathered look) {
      return slices.slice().get(look.number());
    }

    BandSummary summary() {
      return new BandSummary(name, known().state(), tally.objects(), tally.damaged(), tally.lost(),
          known().tail().map(BandTail::refers).orElse(List.of()), tally.groups());
    }

    BandSheets known() {
      return sheets.orElseThrow();
    }

    Optional<SheetReference> parent() {
      return known().tail().flatMap(tail -> tail.head().parent());
    }
  }

  /// A check that has not begun.
  public static CheckState initial(CheckPlan plan) {
    return new CheckState(plan, Stage.START, List.of(), 0, 0, Map.of(), Chain.empty(),
        Chain.empty(),
        new ArchiveFacts(List.of(), List.of(), Optional.empty(), List.of(), 0, Map.of(),
            false),
        Optional.empty(), Chain.empty(), Chain.empty(), Chain.empty(), Progress.NONE);
  }

  /// Whether the check is over.
  public boolean done() {
    return stage == Stage.DONE;
  }

  /// Whether there is an archive, or something of one.
  public boolean isArchive() {
    return archive.header().isPresent() || !archive.bands().isEmpty()
        || archive.copies()
            .stream()
            .anyMatch(look -> !(look.standing() instanceof Standing.Missing));
  }

  /// Id of the archive, where a header was found.
  public Optional<ByteSlice> archiveId() {
    return archive.id();
  }

  /// Everything that was found, in a fixed order.
  public List<Finding> allFindings() {
    return findings.toList();
  }

  /// What a repair does, in order: first what stands whole in another's place is put aside; of what
  /// is stored three times, copies that others are made from come after these; last what was put
  /// aside is removed. So nothing is overwritten before it is kept elsewhere.
  public List<RepairAction> repairPlan() {
    var all = new LinkedHashSet<>(actions.toList());
    Set<String> written = all.stream()
        .flatMap(action -> action.paths().stream())
        .collect(Collectors.toSet());
    // What overwrites an object in another's place puts it aside, where it has no other copy.
    strays.toList()
        .stream()
        .filter(stray -> written.contains(stray.path()))
        .forEach(stray -> all.add(stray.discard(archive.id())));
    return all.stream()
        .filter(action -> plan.replaces() || !(action instanceof RepairAction.Discard))
        .sorted(Comparator.comparingInt(CheckState::turn))
        .toList();
  }

  private static int turn(RepairAction action) {
    return switch (action) {
      case RepairAction.Copy copy when copy.isAside() -> 0;
      case RepairAction.Mend mend when mend.isOfSheet() -> 2;
      case RepairAction.Discard _ -> 3;
      default -> 1;
    };
  }

  /// The bands, in order; the one that is being checked with what is concluded of it.
  public List<BandSummary> bandSummaries() {
    var all = new ArrayList<>(summaries.toList());
    band.filter(facts -> facts.tally().objects() > 0)
        .map(BandFacts::summary)
        .ifPresent(all::add);
    return List.copyOf(all);
  }

  /// The last unit that was concluded; what was found up to here is known.
  public Optional<CheckUnit> reached() {
    return progress.reached();
  }

  /// Whether the check ended before it had looked at all of its portion.
  public boolean stopped() {
    return progress.stopped();
  }
}
