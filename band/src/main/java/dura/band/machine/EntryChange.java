package dura.band.machine;

import dura.band.machine.PathVersions.Version;
import dura.band.model.FileKind;
import dura.codec.bytes.ByteSlice;
import java.util.List;
import java.util.Optional;

/// How two versions of what has one path differ, as far as the index tells.
public enum EntryChange {
  /// Only the latter is there.
  ADDED,
  /// Only the former is there.
  REMOVED,
  /// They are of two kinds.
  TYPE,
  /// A file has other bytes, a link another target, a device another number.
  CONTENTS,
  /// Owner, permissions, time or attributes.
  METADATA,
  /// A file of the same length was cut into other runs: only its bytes can tell whether they are
  /// others.
  UNDECIDED,
  /// Nothing that a restore would bring back.
  NONE;

  /// Compares versions of which at least one is there. Where one is a further name of a linked file,
  /// both must be, or its fields must have been looked up; two further names count as equal, since
  /// the file is compared under its first.
  public static EntryChange between(Optional<Version> former, Optional<Version> latter) {
    if (former.isEmpty() || latter.isEmpty()) {
      return former.isEmpty() ? ADDED : REMOVED;
    }
    return between(former.get(), latter.get());
  }

  private static EntryChange between(Version former, Version latter) {
    if (former.entry().kind() != latter.entry().kind()) {
      return TYPE;
    }
    if (former.isFurtherName() && latter.isFurtherName()) {
      return NONE;
    }
    if (contents(former).equals(contents(latter))) {
      return ofMetadata(former, latter);
    }
    boolean surely = former.entry().kind() != FileKind.FILE
        || former.entry().size() != latter.entry().size()
        || EntryIdentity.surelyDiffer(former.entry().extents(), latter.entry().extents());
    return surely ? CONTENTS : UNDECIDED;
  }

  /// How versions differ whose contents are known to be equal.
  public static EntryChange ofMetadata(Version former, Version latter) {
    return former.identities()
        .getFirst()
        .metadata()
        .equals(latter.identities().getFirst().metadata()) ? NONE : METADATA;
  }

  private static List<ByteSlice> contents(Version version) {
    return version.identities().stream().map(EntryIdentity::contents).toList();
  }
}
