package dura.band.run;

import dura.band.machine.Ancestry;
import dura.band.machine.BandGroups;
import dura.band.machine.BlockChunk;
import dura.band.machine.TakenBlock;
import dura.band.model.BandTail;
import dura.band.model.ForeignGroups;
import dura.band.model.GroupKind;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.SheetReference;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.chunk.Chunker;
import dura.codec.pipeline.Expectation;
import dura.proto.IndexRoot;
import dura.proto.Source;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a new band builds on (format-spec/75-band.md): the newest usable band of the same sources, where
/// there is one, and the bands after it that were interrupted.
final class Parent {
  private final ArchiveReader archive;
  private final Optional<IndexCache> cache;
  private final Optional<BandIndex> index;
  private final List<Interrupted> interrupted;
  private final List<TakenBlock> covered;
  private final Ancestry ancestry;

  private Parent(ArchiveReader archive, Optional<BandIndex> index,
      List<Interrupted> interrupted, BackupRequest request) throws AbortedException {
    this.archive = archive;
    this.cache = request.cache();
    this.index = index;
    this.interrupted = List.copyOf(interrupted);
    var builder = new Ancestry.Builder();
    var objects =
        new AncestorObjects(archive.store(), archive.header().id(), request.trust());
    if (index.isPresent()) {
      add(builder, index.get(), objects);
    }
    for (Interrupted band : interrupted) {
      builder.add(band.name(), band.closed()).trustedBefore(band.trustedBefore());
      look(objects, band.name(), members(band.closed().lists()));
    }
    builder.without(objects.lost());
    this.covered = uncovered(builder);
    int full = GroupKind.DATA.shape(request.profile()).members();
    for (int i = 0; i < covered.size(); i++) {
      builder.cover(covered.get(i).id(), i / full);
    }
    this.ancestry = builder.build(index.flatMap(found -> found.tree()
        .map(tree -> new Ancestry.PastRoot(found.band().tail().orElseThrow().indexRoot(),
            found.root(), tree))));
  }

  private void add(Ancestry.Builder ancestry, BandIndex found, AncestorObjects objects)
      throws AbortedException {
    BandTail tail = found.band().tail().orElseThrow();
    BandName parent = found.band().name();
    BandGroups own = archive.groups(parent);
    ancestry.trustedBefore(trustedBefore(tail)).add(parent, own);
    look(objects, parent, members(own.lists()));
    Map<BandName, List<ForeignGroups>> others = tail.refers()
        .stream()
        .collect(Collectors.groupingBy(ForeignGroups::band, TreeMap::new, Collectors.toList()));
    for (Map.Entry<BandName, List<ForeignGroups>> other : others.entrySet()) {
      BandGroups groups = archive.groups(other.getKey());
      ancestry.add(other.getKey(), groups);
      look(objects, other.getKey(), other.getValue()
          .stream()
          .flatMap(range -> members(groups.lists().subMap(range.first(), range.last() + 1))
              .stream())
          .toList());
    }
  }

  private static List<Sums.Line> members(Map<Integer, List<Sums.Line>> lists) {
    return lists.values().stream().flatMap(List::stream).toList();
  }

  /// Says of a band, once, that there are objects that cannot be built on.
  private void look(AncestorObjects objects, BandName band, List<Sums.Line> members)
      throws AbortedException {
    Optional<Alarm> alarm = objects.look(band, members);
    if (alarm.isPresent()) {
      archive.raise(alarm.get());
    }
  }

  private static long trustedBefore(BandTail tail) {
    return tail.head().started().getEpochSecond() - 1;
  }

  /// The blocks of interrupted bands that are in no group, those of them that are whole or can be made
  /// so.
  private List<TakenBlock> uncovered(Ancestry.Builder known) {
    var objects =
        new WholeObjects(archive.store(), Optional.of(archive.header().id()));
    var blocks = new ArrayList<TakenBlock>();
    interrupted.stream()
        .flatMap(band -> band.blocks().stream())
        .filter(block -> !known.has(block))
        .forEach(id -> objects
            .at(id.path(), Expectation.of(archive.header().id(), id), Optional.empty())
            .ifPresent(bytes -> blocks
                .add(new TakenBlock(id, bytes.length(), Sha256.of(bytes)))));
    return blocks;
  }

  /// Finds what a band builds on.
  static Parent find(ArchiveReader archive, BackupRequest request)
      throws IOException, AbortedException {
    boolean locked = false;
    var interrupted = new ArrayList<Interrupted>();
    var listings = new Interrupted.Listings(archive.store());
    for (BandName name : HeaderReader.bands(archive.store()).reversed()) {
      if (locked && request.cache().filter(cache -> cache.knows(name)).isEmpty()) {
        continue;
      }
      BandInfo band = archive.band(name);
      if (band.state() == BandInfo.State.PARTIAL) {
        interrupted(archive, request, band, listings).ifPresent(interrupted::addFirst);
      }
      if (!band.finished() || !isVouched(band, archive)) {
        continue;
      }
      try {
        BandIndex index = archive.index(band);
        if (isOfSame(request, index.root())) {
          return new Parent(archive, Optional.of(index), interrupted, request);
        }
      } catch (ArchiveException e) {
        // An older one may serve, and without any the backup is full. The key that does not open
        // this band opens no other: from now on only those are looked at that the cache knows.
        locked |= e.reason() instanceof ArchiveException.Reason.KeyMissing;
      }
    }
    return new Parent(archive, Optional.empty(), interrupted, request);
  }

  private static Optional<Interrupted> interrupted(ArchiveReader archive, BackupRequest request,
      BandInfo band, Interrupted.Listings listings) throws IOException {
    Optional<Checkpoint> checkpoint = Checkpoint
        .newest(archive, band.name(), found -> found.vouched() || isOwn(request, found))
        .filter(found -> isOfSame(request, found.root().fields()));
    return checkpoint.isEmpty()
        ? Optional.empty()
        : Interrupted.of(archive, band, checkpoint.get().root(), listings);
  }

  /// Whether the client itself remembers a checkpoint.
  private static boolean isOwn(BackupRequest request, Checkpoint checkpoint) {
    return request.cache().flatMap(cache -> cache.read(checkpoint.object())).isPresent();
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

  /// The index of the parent; empty where there is none.
  Optional<BandIndex> index() {
    return index;
  }

  /// Interrupted bands that are taken over, in order.
  List<Interrupted> interrupted() {
    return interrupted;
  }

  /// Their blocks that are to be covered by the new band's parity, in order.
  List<TakenBlock> covered() {
    return covered;
  }

  /// Files of the parent that changed at this time or later may have changed again after they were read.
  long trustedBefore() {
    return index.map(found -> trustedBefore(found.band().tail().orElseThrow())).orElse(0L);
  }

  Ancestry ancestry() {
    return ancestry;
  }

  /// The parent as the band head names it.
  Optional<SheetReference> reference() {
    return index.map(BandIndex::band)
        .map(band -> new SheetReference(band.name(), band.tailSha256().orElseThrow()));
  }

  /// Whether none of the bands that it builds on was pruned or given up meanwhile.
  boolean isThere() throws IOException, AbortedException {
    for (BandName band : index.map(found -> List.of(found.band().name())).orElse(List.of())) {
      BandRemains now = BandRemains.of(archive.store(), band);
      if (!now.has(ObjectName.TAIL) || now.has(ObjectName.PRUNED)) {
        return false;
      }
    }
    for (Interrupted band : interrupted) {
      BandRemains now = BandRemains.of(archive.store(), band.name());
      if (!now.has(ObjectName.HEAD) || now.has(ObjectName.PRUNED)
          || now.has(ObjectName.TAIL) && !archive.band(band.name()).finished()) {
        return false;
      }
    }
    return true;
  }

  /// The chunker's seed that these were cut with.
  Optional<ByteSlice> seed() {
    return Stream.concat(index.map(BandIndex::root).stream(),
        interrupted.reversed().stream().map(band -> band.root().fields()))
        .map(root -> ByteSlice.of(root.getChunkerSeed()))
        .filter(seed -> !seed.isEmpty())
        .findFirst();
  }

  /// What the client's cache says of a block of an interrupted band.
  List<BlockChunk> cachedChunks(Interrupted band, ObjectId block) {
    return cache.map(known -> covered.stream()
        .filter(taken -> taken.id().equals(block))
        .map(TakenBlock::sha256)
        .findFirst()
        .or(() -> band.listed(block))
        .map(sha256 -> known.chunks(block, sha256))
        .orElse(List.of()))
        .orElse(List.of());
  }

  /// A block of one of these, and what is in it.
  BlockContent block(ObjectId id) {
    return archive.blocks().block(id).join();
  }

  /// A hunk of these indexes; empty where it cannot be had.
  Optional<IndexHunk> read(HunkReference reference) throws AbortedException {
    return archive.hunk(reference);
  }

  void raise(Alarm alarm) throws AbortedException {
    archive.raise(alarm);
  }
}
