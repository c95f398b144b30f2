package dura.band.machine;

import com.google.protobuf.ByteString;
import dura.band.model.ArchivePath;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import dura.codec.bytes.Sha256;
import dura.codec.compress.FrameCodec;
import dura.proto.GroupRange;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import dura.proto.ObjectInfo;
import dura.spec.BandName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Builds the tree of hunks from entries in index order and fills index objects with it
/// (format-spec/70-index.md, "Hunks"). An object must be open when anything is added. A hunk that the
/// parent's index has as well is not written: it is referred to where it is.
///
/// @param codec compresses hunks
/// @param bands that numbers of bands mean, from 1 on
/// @param leaf entries of the leaf being filled
/// @param leafBytes their raw bytes
/// @param leafGroups groups of the blocks that they refer to
/// @param levels references that wait for their inner hunk, level by level
/// @param object the object being filled
/// @param past hunks of the parent that may still be met again
record IndexBuilder(FrameCodec codec, List<BandName> bands, Chain<IndexEntry> leaf, int leafBytes,
    GroupSet leafGroups, List<Chain<HunkRef>> levels, Open object, PastHunks past) {
  private static final int MIN_ITEMS = 16;
  private static final int MAX_ITEMS = 64;
  private static final int CUT = 32;
  private static final int MAX_LEAF_BYTES = 1 << 20;
  private static final int TABLE_ITEMS = 256;

  /// An index object being filled.
  ///
  /// @param number of the object
  /// @param place in its group
  /// @param frames hunks
  /// @param length content bytes
  /// @param lastBlock the highest number of a block that it refers to, −1 for none
  record Open(int number, GroupLedger.Place place, Chain<ByteSlice> frames, int length,
      int lastBlock) {
    /// Before the first object.
    static final Open NONE = at(-1, new GroupLedger.Place(-1, 0));

    static Open at(int number, GroupLedger.Place place) {
      return new Open(number, place, Chain.empty(), 0, -1);
    }

    Open after(int block) {
      return new Open(number, place, frames, length, Math.max(lastBlock, block));
    }
  }

  /// A builder and the reference to the hunk that it wrote.
  record Written(IndexBuilder builder, HunkRef reference) {}

  /// A builder without an object.
  static IndexBuilder of(FrameCodec codec, List<BandName> bands) {
    return new IndexBuilder(codec, bands, Chain.empty(), 0, GroupSet.NONE, List.of(), Open.NONE,
        PastHunks.NONE);
  }

  /// The builder with another object to fill.
  IndexBuilder into(Open next) {
    // The leaf being filled goes into the next object, with what it refers to.
    Open filled = leaf.isEmpty() ? next : next.after(object.lastBlock());
    return new IndexBuilder(codec, bands, leaf, leafBytes, leafGroups, levels, filled, past);
  }

  /// The builder when a checkpoint was written to its object.
  IndexBuilder filling(Open filled) {
    return new IndexBuilder(codec, bands, leaf, leafBytes, leafGroups, levels, filled, past);
  }

  /// The builder that knows more of the parent's hunks, and forgets those that cannot be met again.
  ///
  /// @param next the smallest path that can still be added
  IndexBuilder withPast(List<PastHunk> more, ArchivePath next) {
    var open = new ArrayList<ArchivePath>();
    open.add(leaf.isEmpty() ? next : path(leaf.toList().getFirst().getPath()));
    for (Chain<HunkRef> level : levels) {
      open.add(level.isEmpty() ? open.getLast() : path(level.toList().getFirst().getFirstPath()));
    }
    return new IndexBuilder(codec, bands, leaf, leafBytes, leafGroups, levels, object,
        past.plus(more).from(open));
  }

  private static ArchivePath path(ByteString bytes) {
    return ArchivePath.of(bytes.toByteArray());
  }

  /// Adds the next entry.
  ///
  /// @param groups of the blocks that its extents are in
  /// @param lastBlock the highest number of this band's blocks among them, −1 for none
  IndexBuilder add(IndexEntry entry, List<GroupRange> groups, int lastBlock) {
    int bytes = entry.getSerializedSize();
    IndexBuilder at = leafBytes + bytes > MAX_LEAF_BYTES ? closeLeaf() : this;
    GroupSet all = groups.isEmpty() ? at.leafGroups : at.leafGroups.plus(groups);
    Open touched = at.object.after(lastBlock);
    var next = new IndexBuilder(codec, bands, at.leaf.plus(entry), at.leafBytes + bytes, all,
        at.levels, touched, at.past);
    byte[] path = entry.getPath().toByteArray();
    boolean cut = next.leaf.size() >= MAX_ITEMS || next.leaf.size() >= MIN_ITEMS
        && Integer.remainderUnsigned(Crc32.of(path, 0, path.length), CUT) == 0;
    return cut ? next.closeLeaf() : next;
  }

  /// Writes the leaf being filled, if there is anything in it.
  IndexBuilder closeLeaf() {
    if (leaf.isEmpty()) {
      return this;
    }
    List<IndexEntry> entries = leaf.toList();
    HunkRef.Builder reference = HunkRef.newBuilder()
        .setFirstPath(entries.getFirst().getPath())
        .setLevel(0)
        .setEntries(entries.size());
    GroupSet groups = leafGroups.plus(0, object.place().group());
    var emptied = new IndexBuilder(codec, bands, Chain.empty(), 0, GroupSet.NONE, levels, object,
        past);
    Optional<HunkRef> known = past.leaf(entries);
    if (known.isPresent()) {
      return emptied.promote(0, known.get());
    }
    Written written = emptied.write(Hunk.newBuilder().addAllEntry(entries).build(),
        reference.addAllGroups(groups.ranges()));
    return written.builder().promote(0, written.reference());
  }

  /// Adds a reference to level `level` of inner hunks, writing those that are full.
  private IndexBuilder promote(int level, HunkRef reference) {
    Chain<HunkRef> waiting = (level < levels.size() ? levels.get(level) : Chain.<HunkRef>empty())
        .plus(reference);
    IndexBuilder next = withLevel(level, waiting);
    boolean cut = waiting.size() >= MAX_ITEMS || waiting.size() >= MIN_ITEMS && Integer
        .remainderUnsigned(reference.getSha256().asReadOnlyByteBuffer().getInt(), CUT) == 0;
    return cut ? next.closeLevel(level) : next;
  }

  private IndexBuilder withLevel(int level, Chain<HunkRef> references) {
    var changed = new ArrayList<>(levels);
    if (level == changed.size()) {
      changed.add(references);
    } else {
      changed.set(level, references);
    }
    return new IndexBuilder(codec, bands, leaf, leafBytes, leafGroups, List.copyOf(changed),
        object, past);
  }

  private IndexBuilder closeLevel(int level) {
    List<HunkRef> references = levels.get(level).toList();
    IndexBuilder emptied = withLevel(level, Chain.empty());
    Optional<HunkRef> known = past.inner(references);
    if (known.isPresent()) {
      return emptied.promote(level + 1, known.get());
    }
    Written written = emptied.writeInner(references);
    return written.builder().promote(level + 1, written.reference());
  }

  private Written writeInner(List<HunkRef> references) {
    var ranges = references.stream().flatMap(ref -> ref.getGroupsList().stream()).toList();
    HunkRef.Builder reference = HunkRef.newBuilder()
        .setFirstPath(references.getFirst().getFirstPath())
        .setLevel(references.getFirst().getLevel() + 1)
        .setEntries(references.stream().mapToLong(HunkRef::getEntries).sum())
        .addAllGroups(GroupSet.NONE.plus(ranges).plus(0, object.place().group()).ranges());
    return write(Hunk.newBuilder().addAllChild(references).build(), reference);
  }

  /// Writes all that waits; what is left of the tree of entries is one reference, or none where there
  /// was no entry.
  IndexBuilder closeTree() {
    IndexBuilder at = closeLeaf();
    for (int level = 0; level < at.levels.size(); level++) {
      boolean top = level == at.levels.size() - 1 && at.levels.get(level).size() == 1;
      if (!at.levels.get(level).isEmpty() && !top) {
        at = at.closeLevel(level);
      }
    }
    return at;
  }

  /// The reference to the whole tree of entries, once it is closed.
  List<HunkRef> tree() {
    return levels.isEmpty() ? List.of() : levels.getLast().toList();
  }

  /// Writes the object table.
  Written writeTable(List<ObjectInfo> objects) {
    IndexBuilder at = this;
    List<HunkRef> references = new ArrayList<>();
    for (int from = 0; from == 0 || from < objects.size(); from += TABLE_ITEMS) {
      List<ObjectInfo> part = objects.subList(from, Math.min(from + TABLE_ITEMS, objects.size()));
      Written written = at.write(Hunk.newBuilder().addAllObject(part).build(),
          HunkRef.newBuilder()
              .setEntries(part.size())
              .addAllGroups(GroupSet.NONE.plus(0, object.place().group()).ranges()));
      at = written.builder();
      references.add(written.reference());
    }
    while (references.size() > 1) {
      var above = new ArrayList<HunkRef>();
      for (int from = 0; from < references.size(); from += MAX_ITEMS) {
        Written written = at
            .writeInner(references.subList(from, Math.min(from + MAX_ITEMS, references.size())));
        at = written.builder();
        above.add(written.reference());
      }
      references = above;
    }
    return new Written(at, references.getFirst());
  }

  /// Writes one hunk to the object.
  Written write(Hunk hunk, HunkRef.Builder reference) {
    byte[] raw = HunkBands.named(hunk, bands).toByteArray();
    var frame = ByteSlice.of(codec.compress(raw, 0, raw.length));
    HunkRef complete = reference.setObject(object.number())
        .setOffset(object.length())
        .setLength(frame.length())
        .setSha256(Sha256.of(frame).toByteString())
        .build();
    var filled = new Open(object.number(), object.place(), object.frames().plus(frame),
        object.length() + frame.length(), object.lastBlock());
    return new Written(
        new IndexBuilder(codec, bands, leaf, leafBytes, leafGroups, levels, filled, past),
        complete);
  }
}
