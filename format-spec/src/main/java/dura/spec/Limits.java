package dura.spec;

/// The largest and smallest of everything: format-spec/limits.md. All are checked before memory
/// is set aside for what they bound.
public final class Limits {
  /// Bytes of a payload.
  public static final int MAX_PAYLOAD_BYTES = 1 << 27;

  /// Bytes of a stored object.
  public static final int MAX_OBJECT_BYTES = 1 << 28;

  /// Sections of a head image.
  public static final int MAX_HEAD_SECTIONS = 128;

  /// Bytes of a head's text.
  public static final int MAX_HEAD_TEXT_BYTES = 65_536;

  /// Bytes of a head's protobuf message.
  public static final int MAX_HEAD_MESSAGE_BYTES = 500_000;

  /// Data and parity shards of a stripe together, in either code.
  public static final int MAX_SHARDS = 256;

  /// Certificates a message is encrypted to.
  public static final int MAX_RECIPIENTS = 16;

  /// Members of a group.
  public static final int MAX_GROUP_MEMBERS = 255;

  /// Bytes of a stored object that is a member of a group, so that its parity is a payload.
  public static final int MAX_GROUP_MEMBER_BYTES = 1 << 27;

  /// Bytes of a key file.
  public static final int MAX_KEY_FILE_BYTES = 1 << 22;

  /// Bytes of a sheet.
  public static final int MAX_SHEET_BYTES = 1 << 24;

  /// Bytes of a line of a sheet, without its line feed.
  public static final int MAX_SHEET_LINE_BYTES = 4096;

  /// How deep sheets are quoted in sheets.
  public static final int MAX_QUOTING_DEPTH = 4;

  /// Frames of a payload that hold anything.
  public static final int MAX_PAYLOAD_FRAMES = 1 << 17;

  /// Blocks of a zstd frame.
  public static final int MAX_ZSTD_BLOCKS = 65_536;

  /// Bytes of the dictionary of an xz stream.
  public static final int MAX_XZ_DICTIONARY_BYTES = 1 << 23;

  /// Bytes of the name of a block's tar member: the longest path, escaped, and a piece's suffix.
  public static final int MAX_MEMBER_NAME_BYTES = 76_480;

  /// Raw bytes of a block: its tar.
  public static final int MAX_BLOCK_RAW_BYTES = (1 << 26) + (1 << 23);

  /// Raw bytes of a hunk.
  public static final int MAX_HUNK_RAW_BYTES = 1 << 22;

  /// Entries, references or object infos of one hunk.
  public static final int MAX_HUNK_ITEMS = 256;

  /// Items of a hunk at every depth: elements of repeated fields, and fields that are not known.
  public static final int MAX_HUNK_ITEMS_BELOW = 1 << 18;

  /// Entries, references or object infos that a writer puts into one hunk.
  public static final int MAX_WRITTEN_HUNK_ITEMS = 64;

  /// Levels of the hunk tree.
  public static final int MAX_HUNK_LEVELS = 16;

  /// Bytes of a path in the tree.
  public static final int MAX_PATH_BYTES = 65_535;

  /// Bytes of one component of a path.
  public static final int MAX_NAME_BYTES = 4095;

  /// Bytes of the target of a symbolic link.
  public static final int MAX_TARGET_BYTES = 65_535;

  /// Extents of one index entry; a longer file continues in further entries.
  public static final int MAX_ENTRY_EXTENTS = 4096;

  /// Extended attributes of an entry.
  public static final int MAX_ATTRIBUTES = 1024;

  /// Bytes of the name of an extended attribute.
  public static final int MAX_ATTRIBUTE_NAME_BYTES = 255;

  /// Bytes of the value of an extended attribute.
  public static final int MAX_ATTRIBUTE_VALUE_BYTES = 65_536;

  /// Bytes of all extended attributes of an entry.
  public static final int MAX_ATTRIBUTE_BYTES = 1 << 20;

  /// The highest sequence number of a band.
  public static final int MAX_BAND_SEQUENCE = 999_999;

  /// The highest number of a block, index object or group.
  public static final int MAX_OBJECT_NUMBER = 9_999_999;

  private Limits() {}
}
