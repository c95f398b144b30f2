package dura.spec.alarm;

import java.util.Locale;

/// Every alarm there is: format-spec/90-alarms.md says the same in words. An alarm has exactly one
/// area and one condition.
public enum AlarmCode {
  /// A source named by the user does not exist.
  SOURCE_MISSING(Area.SOURCE, Condition.MISSING, Weight.NOTICE),

  /// A file or directory was listed but was gone when it was to be read.
  SOURCE_VANISHED(Area.SOURCE, Condition.MISSING, Weight.NOTICE),

  /// The system does not let the file or directory be read.
  SOURCE_DENIED(Area.SOURCE, Condition.DENIED, Weight.NOTICE),

  /// Reading failed; what could be read is stored, the entry is marked.
  SOURCE_IOERROR(Area.SOURCE, Condition.IOERROR, Weight.NOTICE),

  /// A file changed while it was read; what was read is stored, the entry is marked.
  SOURCE_CHANGED(Area.SOURCE, Condition.MISMATCH, Weight.NOTICE),

  /// A file has the length and time that it was stored with, but other bytes.
  SOURCE_ROTTEN(Area.SOURCE, Condition.CORRUPT, Weight.NOTICE),

  /// A path, link target or attribute is beyond the limits; not stored.
  SOURCE_NAME_TOO_LONG(Area.SOURCE, Condition.CORRUPT, Weight.NOTICE),

  /// Attributes of a file cannot be read; contents are stored.
  SOURCE_METADATA_DENIED(Area.SOURCE, Condition.DENIED, Weight.NOTICE),

  /// A copy of the archive header is not there.
  ARCHIVE_HEADER_MISSING(Area.ARCHIVE, Condition.MISSING, Weight.DAMAGE),

  /// All copies of the archive header are damaged beyond repair or missing; the one embedded in
  /// a band is used.
  ARCHIVE_HEADER_LOST(Area.ARCHIVE, Condition.CORRUPT, Weight.DAMAGE),

  /// Intact copies of the archive header are not the same.
  ARCHIVE_HEADER_DIFFERS(Area.ARCHIVE, Condition.MISMATCH, Weight.DAMAGE),

  /// An intact object belongs to another archive.
  ARCHIVE_FOREIGN(Area.ARCHIVE, Condition.MISMATCH, Weight.DAMAGE),

  /// A newer format: a required feature is not known to this program.
  FEATURE_UNKNOWN(Area.ARCHIVE, Condition.MISMATCH, Weight.DAMAGE),

  /// README.txt, dura.proto, recover.py or key.asc is not there.
  ROOT_FILE_MISSING(Area.ARCHIVE, Condition.MISSING, Weight.DAMAGE),

  /// README.txt, dura.proto, recover.py or key.asc is not the master.
  ROOT_FILE_ALTERED(Area.ARCHIVE, Condition.MISMATCH, Weight.DAMAGE),

  /// A file in the archive that no page gives a place.
  UNEXPECTED_FILE(Area.ARCHIVE, Condition.EXISTS, Weight.NOTICE),

  /// The band was interrupted: it has no tail. Not damage.
  BAND_PARTIAL(Area.BAND, Condition.MISSING, Weight.NOTICE),

  /// Head.tar is not there.
  BAND_HEAD_MISSING(Area.BAND, Condition.MISSING, Weight.DAMAGE),

  /// A copy of the tail is not there.
  TAIL_COPY_MISSING(Area.BAND, Condition.MISSING, Weight.DAMAGE),

  /// Intact copies of a tail are not the same; all are kept.
  TAIL_COPIES_DIFFER(Area.BAND, Condition.MISMATCH, Weight.DAMAGE),

  /// No copy of the tail can be read; the band counts as partial.
  TAIL_LOST(Area.BAND, Condition.CORRUPT, Weight.DAMAGE),

  /// The tail is intact but breaks the grammar or its limits.
  TAIL_MALFORMED(Area.BAND, Condition.CORRUPT, Weight.DAMAGE),

  /// The signature of a tail is not good.
  SIGNATURE_BAD(Area.BAND, Condition.MISMATCH, Weight.DAMAGE),

  /// A tail is signed by a key that the archive header does not list.
  SIGNER_UNKNOWN(Area.BAND, Condition.MISMATCH, Weight.NOTICE),

  /// A tail has no signature though the archive header lists signers.
  UNSIGNED(Area.BAND, Condition.MISSING, Weight.NOTICE),

  /// SHA256SUMS is not there.
  SUMS_MISSING(Area.BAND, Condition.MISSING, Weight.DAMAGE),

  /// SHA256SUMS is not what the tail says.
  SUMS_MISMATCH(Area.BAND, Condition.MISMATCH, Weight.DAMAGE),

  /// The band or tail that a tail names as its parent is not there.
  PARENT_MISSING(Area.BAND, Condition.MISSING, Weight.NOTICE),

  /// Objects of a band that a new one would refer to are gone or, where they were read, damaged
  /// beyond what their own parity repairs; what they held is stored again.
  ANCESTOR_INCOMPLETE(Area.BAND, Condition.MISSING, Weight.DAMAGE),

  /// A hunk of the index cannot be read; the entries below it are unknown.
  INDEX_LOST(Area.BAND, Condition.MISSING, Weight.DAMAGE),

  /// A hunk is not the one its reference names, or the object table does not fit the object.
  INDEX_MISMATCH(Area.BAND, Condition.MISMATCH, Weight.DAMAGE),

  /// A hunk breaks the rules of page 70.
  INDEX_MALFORMED(Area.BAND, Condition.CORRUPT, Weight.DAMAGE),

  /// An object that sums or index name is not there.
  OBJECT_MISSING(Area.BLOCK, Condition.MISSING, Weight.DAMAGE),

  /// Reading an object failed; the bytes count as erasures.
  OBJECT_IOERROR(Area.BLOCK, Condition.IOERROR, Weight.DAMAGE),

  /// The system does not let an object be read.
  OBJECT_DENIED(Area.BLOCK, Condition.DENIED, Weight.DAMAGE),

  /// An object is shorter than its head says.
  OBJECT_TRUNCATED(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// Bytes stand before or behind an object.
  OBJECT_EXTENDED(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// No copy of a head can be found: not an object, or damaged beyond recognition.
  OBJECT_UNRECOGNIZED(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// An intact object stands under another object's name.
  OBJECT_MISPLACED(Area.BLOCK, Condition.MISMATCH, Weight.DAMAGE),

  /// An intact object is not the one that sums or a member list name.
  OBJECT_MISMATCH(Area.BLOCK, Condition.MISMATCH, Weight.DAMAGE),

  /// A copy of a head's section is bad; another copy serves.
  HEAD_DAMAGED(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// Valid copies of a head's section are not the same.
  HEAD_COPIES_DIFFER(Area.BLOCK, Condition.MISMATCH, Weight.DAMAGE),

  /// Cells of payload or parity do not have their CRC; the inner code repairs its share of them.
  CELL_DAMAGED(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// Tar headers, fill or text are not what they must be; the payload is good.
  ENVELOPE_ALTERED(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// More cells are bad than the inner code can repair.
  PAYLOAD_LOST(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// The payload does not have the SHA-256 that its head says.
  PAYLOAD_MISMATCH(Area.BLOCK, Condition.MISMATCH, Weight.DAMAGE),

  /// No secret key at hand opens the object.
  KEY_MISSING(Area.BLOCK, Condition.DENIED, Weight.DAMAGE),

  /// The message breaks the rules of page 40.
  DECRYPT_FAILED(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// The message's integrity code does not agree.
  MDC_MISMATCH(Area.BLOCK, Condition.MISMATCH, Weight.DAMAGE),

  /// The message was made for another object.
  NAME_MISMATCH(Area.BLOCK, Condition.MISMATCH, Weight.DAMAGE),

  /// A frame cannot be decompressed, or is longer than it may be.
  DECOMPRESS_FAILED(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// A block's tar breaks the profile of page 60.
  TAR_PROFILE(Area.BLOCK, Condition.CORRUPT, Weight.DAMAGE),

  /// A member of a block of a finished band that no index names, or not under its own path.
  MEMBER_UNLISTED(Area.BLOCK, Condition.EXISTS, Weight.NOTICE),

  /// An extent's bytes do not have the SHA-256 that the index says.
  EXTENT_MISMATCH(Area.BLOCK, Condition.MISMATCH, Weight.DAMAGE),

  /// Bytes of a file cannot be had; the range is left as a hole.
  EXTENT_LOST(Area.RESTORE, Condition.MISSING, Weight.DAMAGE),

  /// A file is already there and was kept.
  TARGET_EXISTS(Area.RESTORE, Condition.EXISTS, Weight.NOTICE),

  /// The system does not let the file be written.
  TARGET_DENIED(Area.RESTORE, Condition.DENIED, Weight.NOTICE),

  /// Writing a file failed.
  TARGET_IOERROR(Area.RESTORE, Condition.IOERROR, Weight.NOTICE),

  /// Owner, mode, times or attributes could not be set.
  METADATA_DENIED(Area.RESTORE, Condition.DENIED, Weight.NOTICE),

  /// An entry's path would leave the target, or its name is not legal.
  ENTRY_REFUSED(Area.RESTORE, Condition.MISMATCH, Weight.DAMAGE);

  /// Whether an alarm means that the archive is damaged.
  public enum Weight {
    /// The archive is not as it was written.
    DAMAGE,
    /// Worth saying; the archive is as it was written.
    NOTICE
  }

  private final Area area;
  private final Condition condition;
  private final Weight weight;

  AlarmCode(Area area, Condition condition, Weight weight) {
    this.area = area;
    this.condition = condition;
    this.weight = weight;
  }

  public Area area() {
    return area;
  }

  public Condition condition() {
    return condition;
  }

  public Weight weight() {
    return weight;
  }

  /// The word of pages and output, as `object-missing`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
