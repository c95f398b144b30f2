package dura.band.run;

import dura.band.machine.Ancestry;
import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.BandGroups;
import dura.band.model.BandTail;
import dura.band.model.ForeignGroups;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.SheetReference;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.chunk.Chunker;
import dura.proto.IndexRoot;
import dura.proto.Source;
import dura.spec.BandName;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The band that a new one builds on: the newest usable one of the same sources, where there is one
/// (format-spec/75-band.md, "Building on other bands").
final class Parent {
  private final ArchiveReader archive;
  private final Optional<BandIndex> index;
  private final Ancestry ancestry;

  private Parent(ArchiveReader archive, Optional<BandIndex> index, Ancestry ancestry) {
    this.archive = archive;
    this.index = index;
    this.ancestry = ancestry;
  }

  /// Finds the parent of a band.
  static Parent find(ArchiveReader archive, BackupRequest request)
      throws IOException, AbortedException {
    boolean locked = false;
    for (BandName name : HeaderReader.bands(archive.store()).reversed()) {
      if (locked && request.cache().filter(cache -> cache.knows(name)).isEmpty()) {
        continue;
      }
      BandInfo band = archive.band(name);
      if (!band.finished() || !isVouched(band, archive)) {
        continue;
      }
      try {
        BandIndex index = archive.index(band);
        if (isOfSame(request, index.root())) {
          return new Parent(archive, Optional.of(index),
              ancestry(archive, index, request.trust()));
        }
      } catch (ArchiveException e) {
        // An older one may serve, and without any the backup is full. The key that does not open
        // this band opens no other: from now on only those are looked at that the cache knows.
        locked |= e.reason() instanceof ArchiveException.Reason.KeyMissing;
      }
    }
    return new Parent(archive, Optional.empty(), Ancestry.NONE);
  }

  /// Whether a listed signer vouches for a band, or none is listed.
  static boolean isVouched(BandInfo band, ArchiveReader archive) {
    return switch (band.signature()) {
      case GOOD -> true;
      case NONE -> archive.header().signers().isEmpty();
      case UNKNOWN_SIGNER, BAD -> false;
    };
  }

  /// Whether a backup of these sources on this host wrote the band.
  private static boolean isOfSame(BackupRequest request, IndexRoot root) {
    return root.getHost().equals(request.host())
        && names(root.getSourceList()).equals(names(request.sources()))
        && (root.getChunkerSeed().isEmpty()
            || root.getChunkerSeed().size() == Chunker.SEED_BYTES);
  }

  private static Set<ByteSlice> names(List<Source> sources) {
    return sources.stream()
        .map(source -> ByteSlice.of(source.getName()))
        .collect(Collectors.toSet());
  }

  private static Ancestry ancestry(ArchiveReader archive, BandIndex index, Trust trust)
      throws AbortedException {
    BandTail tail = index.band().tail().orElseThrow();
    var ancestry = new Ancestry.Builder()
        .trustedBefore(tail.head().started().getEpochSecond() - 1);
    var objects = new AncestorObjects(archive.store(), archive.header().id(), trust);
    BandName parent = index.band().name();
    BandGroups own = archive.groups(parent);
    ancestry.add(parent, own);
    look(archive, objects, parent,
        own.lists().values().stream().flatMap(List::stream).toList());
    Map<BandName, List<ForeignGroups>> others = tail.refers()
        .stream()
        .collect(Collectors.groupingBy(ForeignGroups::band, TreeMap::new, Collectors.toList()));
    for (Map.Entry<BandName, List<ForeignGroups>> other : others.entrySet()) {
      BandGroups groups = archive.groups(other.getKey());
      ancestry.add(other.getKey(), groups);
      look(archive, objects, other.getKey(), other.getValue()
          .stream()
          .flatMap(range -> groups.lists()
              .subMap(range.first(), range.last() + 1)
              .values()
              .stream()
              .flatMap(List::stream))
          .toList());
    }
    return ancestry.without(objects.lost())
        .build(index.tree()
            .map(tree -> new Ancestry.PastRoot(tail.indexRoot(), index.root(), tree)));
  }

  /// Says of a band, once, that there are objects that cannot be built on.
  private static void look(ArchiveReader archive, AncestorObjects objects, BandName band,
      List<Sums.Line> members) throws AbortedException {
    Optional<Alarm> alarm = objects.look(band, members);
    if (alarm.isPresent()) {
      archive.raise(alarm.get());
    }
  }

  /// The index of the parent; empty where there is none.
  Optional<BandIndex> index() {
    return index;
  }

  Ancestry ancestry() {
    return ancestry;
  }

  /// The parent as the band head names it.
  Optional<SheetReference> reference() {
    return index.map(BandIndex::band)
        .map(band -> new SheetReference(band.name(), band.tailSha256().orElseThrow()));
  }

  /// Whether a band was not pruned meanwhile.
  boolean isThere(BandName band) throws IOException {
    BandRemains now = BandRemains.of(archive.store(), band);
    return now.has(ObjectName.TAIL) && !now.has(ObjectName.PRUNED);
  }

  /// The chunker's seed that the parent was cut with.
  Optional<ByteSlice> seed() {
    return index.map(found -> ByteSlice.of(found.root().getChunkerSeed()))
        .filter(seed -> !seed.isEmpty());
  }

  /// A hunk of the parent's index; empty where it cannot be had.
  Optional<IndexHunk> read(HunkReference reference) throws AbortedException {
    return archive.hunk(reference);
  }

  void raise(Alarm alarm) throws AbortedException {
    archive.raise(alarm);
  }
}
