package dura.band.machine;

import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.Expectation;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import java.util.List;
import java.util.Optional;

/// One step of a repair. Each makes whole files out of what is there, checks them, and only then puts
/// them in place; each may be left out, fail or be done again without making anything worse.
public sealed interface RepairAction {
  /// The paths that are written.
  List<String> paths();

  /// What may be overwritten at a path.
  enum Over {
    /// Nothing that is a whole object of the right identity.
    DAMAGE,
    /// Also a whole object of the right identity with another SHA-256: a good signature says that it
    /// is not the one that was written.
    ANYTHING
  }

  /// Repair an object by its inner code.
  ///
  /// @param sha256 object SHA-256 that the result must have, where it is known
  record Mend(Expectation expected, Optional<ByteSlice> sha256) implements RepairAction {
    /// Whether it is an object of no group: one of few copies, which others may be made from.
    public boolean isOfSheet() {
      return expected.id()
          .map(ObjectId::name)
          .filter(name -> name.fits(ObjectKind.BLOCK) || name.fits(ObjectKind.INDEX)
              || name.fits(ObjectKind.PARITY))
          .isEmpty();
    }

    @Override
    public List<String> paths() {
      return List.of(expected.path());
    }
  }

  /// Write a small file whose bytes are known.
  ///
  /// @param expected what belongs there; empty for files that are no objects
  record Write(String path, ByteSlice bytes, Optional<Expectation> expected, Over over)
      implements RepairAction {
    @Override
    public List<String> paths() {
      return List.of(path);
    }
  }

  /// Write an object that stands whole, or nearly so, at another path.
  ///
  /// @param expected what belongs to the path
  /// @param from where it is
  /// @param sha256 its object SHA-256
  record Copy(Expectation expected, String from, ByteSlice sha256, Over over)
      implements RepairAction {
    /// Whether it is put aside, not in its own place.
    public boolean isAside() {
      return expected.path().startsWith(RootCheck.REPAIR + "/");
    }

    @Override
    public List<String> paths() {
      return List.of(expected.path());
    }
  }

  /// Recreate objects of a group from the others.
  ///
  /// @param group the group
  /// @param wanted places of the objects that are written
  /// @param erased places of objects that are not there; those of `wanted` and maybe more
  record Recreate(GroupPlan group, List<Integer> wanted, List<Integer> erased, Over over)
      implements RepairAction {
    public Recreate {
      wanted = List.copyOf(wanted);
      erased = List.copyOf(erased);
    }

    @Override
    public List<String> paths() {
      return wanted.stream().map(place -> group.path(place)).toList();
    }
  }

  /// Remove what was put aside for an object, once the object stands whole in its own place.
  record Discard(Expectation expected, String aside, ByteSlice sha256) implements RepairAction {
    @Override
    public List<String> paths() {
      return List.of();
    }
  }

  /// Write SHA256SUMS from its lines.
  ///
  /// @param band whose file it is
  /// @param lines in order; of an object whose SHA-256 is not known it is taken from the object
  /// @param sha256 of the whole file
  record WriteSums(BandName band, List<SumsLine> lines, ByteSlice sha256)
      implements RepairAction {
    public WriteSums {
      lines = List.copyOf(lines);
    }

    @Override
    public List<String> paths() {
      return List.of(band + "/" + Sums.PATH);
    }
  }

  /// A line of SHA256SUMS.
  ///
  /// @param sha256 empty where only the object itself can tell
  record SumsLine(ObjectId object, Optional<ByteSlice> sha256) {}
}
