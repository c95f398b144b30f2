package dura.band.model;

import static dura.band.model.HunkCodec.require;

import com.google.protobuf.ByteString;
import dura.band.model.HunkCodec.IllegalHunk;
import dura.codec.bytes.Sha256;
import dura.proto.Attribute;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.IndexEntry;
import dura.spec.BandName;
import dura.spec.Limits;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What format-spec/70-index.md and limits.md say of the entries of a leaf.
final class EntryRules {
  private static final int MAX_MODE = 07777;
  private static final int MAX_NANOS = 999_999_999;
  private static final int MAX_ATTRIBUTE_NAME = 255;
  private static final int MAX_ATTRIBUTE_VALUE = 65_536;
  private static final int MAX_OWNER_NAME = 4096;

  private EntryRules() {}

  /// The entries of a leaf.
  ///
  /// @param bands what numbers of bands in them mean
  /// @throws IllegalHunk where one breaks a rule or they are out of order
  static List<TreeEntry> check(List<IndexEntry> entries, List<BandName> bands)
      throws IllegalHunk {
    var checked = new ArrayList<TreeEntry>(entries.size());
    for (IndexEntry fields : entries) {
      ArchivePath path = HunkCodec.path(fields.getPath());
      require(!path.isTop(), "an entry for the root");
      var entry = new TreeEntry(path, fields, bands);
      boolean goesOn = !checked.isEmpty() && checked.getLast().continued();
      checkKind(fields);
      checkExtents(fields, bands);
      checkOrder(checked, entry);
      // The first entry of a leaf may go on with a file of the leaf before.
      if (!goesOn && !(checked.isEmpty() && fields.getSize() == 0)) {
        require(entry.extentsEnd() <= fields.getSize(), "an extent beyond the file's size");
      }
      checkMetadata(fields);
      checked.add(entry);
    }
    return List.copyOf(checked);
  }

  private static void checkOrder(List<TreeEntry> before, TreeEntry entry) throws IllegalHunk {
    if (before.isEmpty()) {
      return;
    }
    TreeEntry last = before.getLast();
    if (last.continued()) {
      require(entry.goesOnWith(last), "a file's entry is not continued by the next");
    } else {
      require(entry.path().compareTo(last.path()) > 0, "entries out of order");
    }
  }

  private static void checkKind(IndexEntry entry) throws IllegalHunk {
    require(entry.getKind() != EntryKind.ENTRY_KIND_UNSPECIFIED
        && entry.getKind() != EntryKind.UNRECOGNIZED, "kind of an entry");
    boolean file = entry.getKind() == EntryKind.FILE;
    require(file || entry.getExtentCount() == 0, "extents of something that is no file");
    require(!entry.getContinued() || file && entry.getExtentCount() > 0, "continued");
    require(entry.getSize() >= 0, "size");
    ByteString target = entry.getTarget();
    require(target.size() <= Limits.MAX_TARGET_BYTES, "target of a link");
    require(noNul(target), "zero byte in the target of a link");
  }

  private static void checkExtents(IndexEntry entry, List<BandName> bands) throws IllegalHunk {
    require(entry.getExtentCount() <= Limits.MAX_ENTRY_EXTENTS,
        entry.getExtentCount() + " extents");
    long end = 0;
    for (Extent extent : entry.getExtentList()) {
      require(extent.getBand() >= 0 && extent.getBand() < bands.size(), "number of a band");
      require(extent.getBlock() >= 0 && extent.getBlock() <= Limits.MAX_OBJECT_NUMBER,
          "number of a block");
      require(extent.getLength() >= 1 && extent.getLength() <= Limits.MAX_BLOCK_RAW_BYTES,
          "length of an extent");
      require(extent.getRawOffset() >= 0
          && extent.getRawOffset() <= Limits.MAX_BLOCK_RAW_BYTES - extent.getLength(),
          "place of an extent");
      require(extent.getSha256().size() == Sha256.LENGTH, "extent SHA-256");
      require(extent.getOffset() >= end
          && extent.getOffset() <= Long.MAX_VALUE - extent.getLength(), "order of extents");
      end = extent.getOffset() + extent.getLength();
    }
    checkFileHash(entry);
  }

  private static void checkFileHash(IndexEntry entry) throws IllegalHunk {
    ByteString hash = entry.getFileSha256();
    require(hash.isEmpty() || hash.size() == Sha256.LENGTH, "file SHA-256");
    // Of a file in several entries the hash covers them all; each extent has its own anyway.
    if (hash.isEmpty() || entry.getContinued() || entry.getSize() == 0
        || entry.getExtentCount() < 2) {
      return;
    }
    MessageDigest digest = Sha256.digest();
    for (Extent extent : entry.getExtentList()) {
      digest.update(extent.getSha256().asReadOnlyByteBuffer());
    }
    require(Arrays.equals(digest.digest(), hash.toByteArray()), "file SHA-256 of its extents");
  }

  private static void checkMetadata(IndexEntry entry) throws IllegalHunk {
    require((entry.getMode() & ~MAX_MODE) == 0, "mode");
    require(entry.getMtimeNanos() >= 0 && entry.getMtimeNanos() <= MAX_NANOS
        && entry.getCtimeNanos() >= 0 && entry.getCtimeNanos() <= MAX_NANOS, "nanoseconds");
    require(entry.getUser().size() <= MAX_OWNER_NAME && entry.getGroup().size() <= MAX_OWNER_NAME,
        "name of an owner");
    require(entry.getAttributeCount() <= Limits.MAX_ATTRIBUTES, "number of attributes");
    long bytes = 0;
    ByteString before = ByteString.EMPTY;
    for (Attribute attribute : entry.getAttributeList()) {
      ByteString name = attribute.getName();
      require(!name.isEmpty() && name.size() <= MAX_ATTRIBUTE_NAME && noNul(name),
          "name of an attribute");
      require(attribute.getValue().size() <= MAX_ATTRIBUTE_VALUE, "value of an attribute");
      require(ByteString.unsignedLexicographicalComparator().compare(name, before) > 0,
          "attributes out of order");
      bytes += name.size() + attribute.getValue().size();
      before = name;
    }
    require(bytes <= Limits.MAX_ATTRIBUTE_BYTES, "attributes of " + bytes + " bytes");
  }

  private static boolean noNul(ByteString bytes) {
    for (int i = 0; i < bytes.size(); i++) {
      if (bytes.byteAt(i) == 0) {
        return false;
      }
    }
    return true;
  }
}
