package dura.band.model;

import com.google.protobuf.ByteString;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.compress.DecompressFailure;
import dura.codec.compress.FrameCodec;
import dura.proto.Compression;
import dura.proto.GroupRange;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexRoot;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.proto.Source;
import dura.spec.BandName;
import dura.spec.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Frames to hunks and back, with every rule and limit of format-spec/70-index.md checked before
/// anything is believed.
public final class HunkCodec {
  private static final int SESSION_KEY_BYTES = 32;
  private static final int MAX_BANDS = 1 << 16;

  /// Why a frame gives no hunk.
  public enum Fault {
    /// The bytes are not those that the reference names (`index-mismatch`).
    MISMATCH,
    /// A rule of the page is broken (`index-malformed`).
    MALFORMED
  }

  /// A frame that gives no hunk; the message says which rule it breaks.
  public static final class IllegalHunk extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    IllegalHunk(Fault fault, String message) {
      super(message);
      this.fault = fault;
    }

    public Fault fault() {
      return fault;
    }
  }

  private HunkCodec() {}

  /// The hunk that a reference names.
  ///
  /// @param frame as it stands in the index object's content
  /// @throws IllegalHunk where it is not that hunk, or breaks a rule
  public static IndexHunk decode(HunkReference reference, Compression compression, ByteSlice frame)
      throws IllegalHunk {
    HunkPlace place = reference.place();
    if (!Sha256.of(frame).equals(place.sha256())) {
      throw new IllegalHunk(Fault.MISMATCH, "the frame has another SHA-256");
    }
    IndexHunk hunk = decode(place.band(), compression, frame);
    int level = switch (hunk) {
      case IndexHunk.Leaf _,IndexHunk.Objects _ -> 0;
      case IndexHunk.Inner inner -> inner.children().getFirst().level() + 1;
      case IndexHunk.Root _ -> -1;
    };
    require(level == reference.level(), "level " + level + ", named as " + reference.level());
    return hunk;
  }

  /// The hunk in a frame of which no reference is at hand.
  ///
  /// @param writer the band whose index object holds it
  /// @throws IllegalHunk where it breaks a rule
  public static IndexHunk decode(BandName writer, Compression compression, ByteSlice frame)
      throws IllegalHunk {
    byte[] raw;
    try {
      raw = FrameCodec.of(compression)
          .decompressFrame(frame.array(), frame.offset(),
              frame.length(), Limits.MAX_HUNK_RAW_BYTES);
    } catch (DecompressFailure failure) {
      throw new IllegalHunk(Fault.MALFORMED, "cannot be decompressed: " + failure.getMessage());
    }
    return check(writer, ByteSlice.of(raw));
  }

  /// The hunk whose raw bytes are `raw`.
  ///
  /// @throws IllegalHunk where it breaks a rule
  public static IndexHunk check(BandName writer, ByteSlice raw) throws IllegalHunk {
    require(raw.length() <= Limits.MAX_HUNK_RAW_BYTES, "longer than a hunk may be");
    Hunk hunk;
    try {
      require(HunkItems.fitIn(raw), "too many items");
      hunk = Hunk.parseFrom(raw.toByteString());
    } catch (IOException e) {
      throw new IllegalHunk(Fault.MALFORMED, "not a protobuf Hunk");
    }
    int kinds = (hunk.getEntryCount() > 0 ? 1 : 0) + (hunk.getChildCount() > 0 ? 1 : 0)
        + (hunk.getObjectCount() > 0 ? 1 : 0) + (hunk.hasRoot() ? 1 : 0);
    // The table of a band that wrote nothing before it is a hunk without anything.
    require(kinds <= 1, kinds + " kinds of content");
    List<BandName> bands = bands(writer, hunk);
    if (hunk.hasRoot()) {
      return root(hunk.getRoot(), bands);
    }
    if (hunk.getChildCount() > 0) {
      return new IndexHunk.Inner(children(hunk.getChildList(), bands));
    }
    if (hunk.getEntryCount() > 0) {
      requireCount(hunk.getEntryCount());
      return new IndexHunk.Leaf(EntryRules.check(hunk.getEntryList(), bands));
    }
    return new IndexHunk.Objects(objects(hunk.getObjectList()));
  }

  private static List<BandName> bands(BandName writer, Hunk hunk) throws IllegalHunk {
    require(hunk.getBandCount() < MAX_BANDS, "names too many bands");
    var bands = new ArrayList<BandName>(hunk.getBandCount() + 1);
    bands.add(writer);
    for (String name : hunk.getBandList()) {
      bands.add(BandName.parse(name)
          .orElseThrow(() -> new IllegalHunk(Fault.MALFORMED, "a band's name")));
    }
    return List.copyOf(bands);
  }

  private static IndexHunk root(IndexRoot root, List<BandName> bands) throws IllegalHunk {
    require(root.getChunkerSeed().isEmpty() || root.getChunkerSeed().size() == Sha256.LENGTH,
        "chunker seed");
    for (Source source : root.getSourceList()) {
      require(FileName.parse(source.getName().toByteArray()).isPresent(), "name of a source");
    }
    return new IndexHunk.Root(root,
        root.hasEntries() ? Optional.of(reference(root.getEntries(), bands)) : Optional.empty(),
        root.hasObjects() ? Optional.of(reference(root.getObjects(), bands)) : Optional.empty());
  }

  private static List<HunkReference> children(List<HunkRef> refs, List<BandName> bands)
      throws IllegalHunk {
    requireCount(refs.size());
    var children = new ArrayList<HunkReference>(refs.size());
    for (HunkRef ref : refs) {
      HunkReference child = reference(ref, bands);
      if (!children.isEmpty()) {
        HunkReference before = children.getLast();
        require(child.level() == before.level(), "children of different levels");
        // Equal where one file's entries fill more than one leaf.
        require(child.first().compareTo(before.first()) >= 0, "references out of order");
      }
      children.add(child);
    }
    return List.copyOf(children);
  }

  private static HunkReference reference(HunkRef ref, List<BandName> bands) throws IllegalHunk {
    require(inRange(ref.getBand(), bands.size() - 1), "number of a band");
    require(inRange(ref.getObject(), Limits.MAX_OBJECT_NUMBER), "number of an index object");
    require(ref.getOffset() >= 0 && ref.getOffset() <= Limits.MAX_PAYLOAD_BYTES, "offset");
    // A table without objects is no bytes at all, and so is its frame where nothing is compressed.
    boolean mayBeEmpty = ref.getFirstPath().isEmpty() && ref.getLevel() == 0;
    require(ref.getLength() >= (mayBeEmpty ? 0 : 1)
        && ref.getLength() <= Limits.MAX_PAYLOAD_BYTES, "length");
    require(ref.getSha256().size() == Sha256.LENGTH, "frame SHA-256");
    require(inRange(ref.getLevel(), Limits.MAX_HUNK_LEVELS - 1), "level " + ref.getLevel());
    var place = new HunkPlace(bands.get(ref.getBand()), ref.getObject(), (int) ref.getOffset(),
        (int) ref.getLength(), ByteSlice.of(ref.getSha256()));
    var groups = new ArrayList<GroupSpan>(ref.getGroupsCount());
    for (GroupRange range : ref.getGroupsList()) {
      require(inRange(range.getBand(), bands.size() - 1), "number of a band");
      require(inRange(range.getFirst(), Limits.MAX_OBJECT_NUMBER) && range.getCount() >= 1
          && range.getCount() <= Limits.MAX_OBJECT_NUMBER + 1 - range.getFirst(),
          "range of groups");
      groups.add(new GroupSpan(bands.get(range.getBand()), range.getFirst(), range.getCount()));
    }
    return new HunkReference(path(ref.getFirstPath()), place, ref.getLevel(), ref.getEntries(),
        groups);
  }

  private static List<ObjectInfo> objects(List<ObjectInfo> objects) throws IllegalHunk {
    requireCount(objects.size());
    long before = -1;
    for (ObjectInfo info : objects) {
      require(info.getKind() == ObjectKind.BLOCK || info.getKind() == ObjectKind.INDEX,
          "kind of an object");
      require(inRange(info.getNumber(), Limits.MAX_OBJECT_NUMBER), "number of an object");
      long key = ((long) info.getKind().getNumber() << Integer.SIZE) + info.getNumber();
      require(key > before, "objects out of order");
      before = key;
      checkLayout(info);
    }
    return List.copyOf(objects);
  }

  private static void checkLayout(ObjectInfo info) throws IllegalHunk {
    long payload = info.getPayloadLength();
    require(payload >= 0 && payload <= Limits.MAX_PAYLOAD_BYTES, "payload length");
    require(info.getPayloadOffset() >= 0 && info.getPayloadOffset() <= Limits.MAX_OBJECT_BYTES,
        "payload offset");
    require(info.getSessionKey().isEmpty() || info.getSessionKey().size() == SESSION_KEY_BYTES,
        "session key");
    require(info.getContentOffset() >= 0 && info.getContentOffset() <= payload, "content offset");
    require(info.getFrameCount() % 2 == 0, "frame lengths");
    long stored = 0;
    long raw = 0;
    for (int i = 0; i < info.getFrameCount(); i += 2) {
      stored += Integer.toUnsignedLong(info.getFrame(i));
      raw += Integer.toUnsignedLong(info.getFrame(i + 1));
    }
    require(stored <= payload - info.getContentOffset(), "frames longer than the payload");
    require(raw <= Limits.MAX_BLOCK_RAW_BYTES, "frames longer than a block");
  }

  /// The path in `bytes`; [ArchivePath#TOP] where there are none.
  static ArchivePath path(ByteString bytes) throws IllegalHunk {
    require(bytes.size() <= Limits.MAX_PATH_BYTES, "path of " + bytes.size() + " bytes");
    return ArchivePath.parse(bytes.toByteArray())
        .filter(ArchivePath::isWithinLimits)
        .orElseThrow(() -> new IllegalHunk(Fault.MALFORMED, "an illegal path"));
  }

  private static boolean inRange(int value, int max) {
    return value >= 0 && value <= max;
  }

  private static void requireCount(int count) throws IllegalHunk {
    require(count <= Limits.MAX_HUNK_ITEMS, count + " items");
  }

  static void require(boolean condition, String what) throws IllegalHunk {
    if (!condition) {
      throw new IllegalHunk(Fault.MALFORMED, what);
    }
  }
}
