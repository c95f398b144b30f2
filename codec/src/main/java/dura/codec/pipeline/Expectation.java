package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadCodec;
import dura.proto.ObjectHead;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.Optional;

/// What a reader knows of an object before it has looked inside.
///
/// @param path below the archive, or of a single file: what alarms point to
/// @param archiveId where known
/// @param id where known
public record Expectation(String path, Optional<ByteSlice> archiveId, Optional<ObjectId> id) {
  /// An object of a known archive.
  public static Expectation of(ByteSlice archiveId, ObjectId id) {
    return new Expectation(id.path(), Optional.of(archiveId), Optional.of(id));
  }

  /// A single file of which nothing is known.
  public static Expectation ofFile(String path) {
    return new Expectation(path, Optional.empty(), Optional.empty());
  }

  /// The same object as read from one of its copies, or from elsewhere.
  public Expectation at(String otherPath) {
    return new Expectation(otherPath, archiveId, id);
  }

  /// Whether it is known which object this must be, so that it can be told from any other.
  boolean isExact() {
    return archiveId.isPresent() && id.isPresent();
  }

  /// The alarm where an intact `head` is another object's.
  Optional<Alarm> objection(ObjectHead head) {
    ByteSlice archive = ByteSlice.of(head.getArchiveId());
    if (archiveId.isPresent() && !archiveId.get().equals(archive)) {
      return Optional.of(new Alarm(AlarmCode.ARCHIVE_FOREIGN, Location.of(path),
          archiveId.get().toHex(), archive.toHex()));
    }
    ObjectId found = HeadCodec.id(head);
    if (id.isPresent() && !id.get().equals(found)) {
      return Optional.of(new Alarm(AlarmCode.OBJECT_MISPLACED, Location.of(path),
          id.get().toString(), found.toString()));
    }
    return Optional.empty();
  }
}
