package dura.band.machine;

import com.google.protobuf.ByteString;
import dura.band.model.TreeEntry;
import dura.band.source.ExtendedAttribute;
import dura.band.source.FileMetadata;
import dura.band.source.Owner;
import dura.proto.IndexEntry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What an entry says of owner, permissions, time and attributes, as a target takes it.
final class EntryMetadata {
  /// The largest number of a user or group that Linux gives a file.
  private static final long LARGEST_ID = 0xFFFF_FFFEL;

  private EntryMetadata() {}

  static FileMetadata of(TreeEntry entry) {
    IndexEntry fields = entry.fields();
    var owner = new Owner(id(fields.getUid()), id(fields.getGid()), name(fields.getUser()),
        name(fields.getGroup()));
    return new FileMetadata(owner, fields.getMode(), Optional.of(entry.modified()),
        fields.getAttributeList()
            .stream()
            .map(attribute -> new ExtendedAttribute(attribute.getName().toByteArray(),
                attribute.getValue().toByteArray()))
            .toList());
  }

  private static long id(int stored) {
    return Math.min(Integer.toUnsignedLong(stored), LARGEST_ID);
  }

  private static Optional<String> name(ByteString stored) {
    return stored.isEmpty()
        ? Optional.empty()
        : Optional.of(stored.toString(StandardCharsets.UTF_8));
  }
}
