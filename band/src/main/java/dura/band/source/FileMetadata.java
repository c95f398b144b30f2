package dura.band.source;

import dura.band.model.Timestamp;
import java.util.List;
import java.util.Optional;

/// What a restored entry gets besides its contents.
///
/// @param owner whose it was
/// @param permissions permission bits with set-user-id, set-group-id and sticky: 0 to 07777
/// @param modified last change of the contents; empty where that of writing it is to stay
/// @param attributes extended attributes, ACLs among them
public record FileMetadata(Owner owner, int permissions, Optional<Timestamp> modified,
    List<ExtendedAttribute> attributes) {
  /// @throws IllegalArgumentException when the permission bits are out of range
  public FileMetadata {
    attributes = List.copyOf(attributes);
    if ((permissions & ~07777) != 0) {
      throw new IllegalArgumentException("permissions " + Integer.toOctalString(permissions));
    }
  }

  /// The same without the time: of a file that lacks bytes, so that nothing takes it for a whole one.
  public FileMetadata withoutTime() {
    return new FileMetadata(owner, permissions, Optional.empty(), attributes);
  }
}
