package dura.band.run;

import dura.band.machine.EntryChange;
import dura.band.machine.PathVersions;
import dura.band.machine.PathVersions.Version;
import dura.band.machine.TreesWalk;
import dura.band.model.ArchivePath;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/// The differences between the trees of two bands, in order of the index. Parts of the indexes that
/// are equal are not read; contents are read only where a file of one length was cut in two ways.
public final class BandDifferences {
  private final BandIndex former;
  private final BandIndex latter;
  private final TreesReader trees;

  /// @param former and `latter` opened by one [ArchiveReader]
  public BandDifferences(BandIndex former, BandIndex latter) {
    this.former = former;
    this.latter = latter;
    this.trees = new TreesReader(List.of(former, latter), TreesWalk.Scope.DIFFERENCES);
  }

  /// A path under which the bands differ.
  ///
  /// @param change neither [EntryChange#NONE] nor [EntryChange#UNDECIDED]
  /// @param former what the first band has there
  /// @param latter what the second has
  public record Difference(ArchivePath path, EntryChange change, Optional<TreeEntry> former,
      Optional<TreeEntry> latter) {}

  /// The next difference; empty at the end.
  public Optional<Difference> next() throws AbortedException {
    for (Optional<PathVersions> next = trees.next(); next.isPresent(); next = trees.next()) {
      Optional<Version> before = version(next.get(), 0);
      Optional<Version> after = version(next.get(), 1);
      boolean oneIsFurther = before.filter(Version::isFurtherName)
          .isPresent() != after.filter(Version::isFurtherName).isPresent();
      if (oneIsFurther) {
        before = resolved(former, before);
        after = resolved(latter, after);
      }
      EntryChange change = EntryChange.between(before, after);
      if (change == EntryChange.UNDECIDED) {
        change = decide(next.get().path(), before.orElseThrow(), after.orElseThrow());
      }
      if (change != EntryChange.NONE) {
        return Optional.of(new Difference(next.get().path(), change, before.map(Version::entry),
            after.map(Version::entry)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Version> version(PathVersions versions, int tree) {
    return versions.versions()
        .stream()
        .filter(version -> version.trees().get(tree))
        .findFirst();
  }

  /// The version with the fields of the file whose name it is.
  private static Optional<Version> resolved(BandIndex index, Optional<Version> version)
      throws AbortedException {
    if (version.filter(Version::isFurtherName).isEmpty()) {
      return version;
    }
    List<TreeEntry> originals = index.originals(version.get().entry().link());
    return originals.isEmpty()
        ? version
        : Optional.of(Version.of(version.get().trees(), originals));
  }

  private EntryChange decide(ArchivePath path, Version before, Version after)
      throws AbortedException {
    return sha256(former, path).equals(sha256(latter, path))
        ? EntryChange.ofMetadata(before, after)
        : EntryChange.CONTENTS;
  }

  /// The SHA-256 of a file's bytes; empty where some are lost, which is an alarm.
  private static Optional<ByteSlice> sha256(BandIndex index, ArchivePath path)
      throws AbortedException {
    MessageDigest digest = Sha256.digest();
    try {
      long lost = index
          .read(path,
              new ZeroedOutput(new DigestOutputStream(OutputStream.nullOutputStream(), digest)))
          .orElse(0L);
      return lost > 0 ? Optional.empty() : Optional.of(ByteSlice.of(digest.digest()));
    } catch (IOException e) {
      throw new IllegalStateException("a digest takes every byte", e);
    }
  }
}
