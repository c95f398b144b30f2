package dura.band.source;

import dura.band.model.ArchivePath;
import java.io.IOException;

/// What has a name now is not what had it a moment ago: somebody changed the tree meanwhile.
public final class FileChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ArchivePath path;

  /// @param path the name
  /// @param reason what was found, for people
  public FileChangedException(ArchivePath path, String reason) {
    super(path + ": " + reason);
    this.path = path;
  }

  /// The name.
  public ArchivePath path() {
    return path;
  }
}
