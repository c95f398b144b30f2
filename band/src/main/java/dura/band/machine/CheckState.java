package dura.band.machine;

import dura.band.machine.BandTargets.Target;
import dura.band.machine.CheckAnswer.Name;
import dura.band.model.SheetReference;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where a check is.
///
/// @param plan what was asked for
/// @param stage what is being looked at
/// @param questions of the stage, in the order in which their answers are taken
/// @param asked how many of them were asked
/// @param taken how many answers were taken
/// @param early answers that came before their turn; at most a window of them
/// @param gathered answers of the stage that are needed at its end
/// @param archive what is known of the archive
/// @param band what is known of the band that is being checked
/// @param findings so far
/// @param actions of a repair, so far
/// @param summaries of the bands that are done
public record CheckState(CheckPlan plan, Stage stage, List<CheckQuestion> questions, int asked,
    int taken, Map<Integer, CheckAnswer> early, Chain<Gathered> gathered, ArchiveFacts archive,
    Optional<BandFacts> band, Chain<Finding> findings, Chain<RepairAction> actions,
    Chain<BandSummary> summaries) {
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
    /// All objects.
    BAND_OBJECTS,
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
  record ArchiveFacts(List<Name> root, List<Look> copies, Optional<HeaderCheck.Known> header,
      List<BandName> bands, int next, Map<BandName, TailMark> tails) {
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

  /// What is known of the band that is being checked.
  ///
  /// @param pruned whether retention removed it
  /// @param empty whether nothing at all is in its folder
  /// @param present object files in its folders and their lengths
  /// @param groups as far as they are known
  /// @param targets objects that are looked at
  /// @param objects looks at them, as far as they are needed
  /// @param aside looks below `repair/` for those that are not whole
  record BandFacts(BandName name, boolean pruned, boolean empty, Map<String, Long> present,
      Optional<BandSheets> sheets, List<MemberLists.Group> groups, List<Target> targets,
      List<Gathered> objects, List<Look> aside) {
    BandFacts(BandName name, boolean pruned, boolean empty, Map<String, Long> present,
        Optional<BandSheets> sheets, List<MemberLists.Group> groups, List<Target> targets,
        List<Gathered> objects) {
      this(name, pruned, empty, present, sheets, groups, targets, objects, List.of());
    }

    BandFacts with(List<Gathered> looks, List<Look> besides) {
      return new BandFacts(name, pruned, empty, present, sheets, groups, targets, looks, besides);
    }

    static BandFacts of(BandName name) {
      return new BandFacts(name, false, false, Map.of(), Optional.empty(), List.of(), List.of(),
          List.of());
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
        new ArchiveFacts(List.of(), List.of(), Optional.empty(), List.of(), 0, Map.of()),
        Optional.empty(), Chain.empty(), Chain.empty(), Chain.empty());
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

  /// What a repair does, in order.
  public List<RepairAction> repairPlan() {
    return actions.toList();
  }

  /// The bands, in order.
  public List<BandSummary> bandSummaries() {
    return summaries.toList();
  }
}
