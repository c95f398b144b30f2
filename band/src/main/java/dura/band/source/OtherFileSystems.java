package dura.band.source;

import dura.band.model.ArchivePath;
import java.io.IOException;
import java.util.List;

/// Leaves out what is in directories of another file system than that of their source. The directories
/// that such file systems are mounted at stay, empty, so that they can be mounted again after a
/// restore. The others are not even listed.
///
/// Files are not asked: on some stacked file systems their numbers differ from their directory's.
public record OtherFileSystems() implements Exclusion {
  @Override
  public List<DirectoryEntry> list(SourceTree tree, ArchivePath directory) throws IOException {
    if (directory.depth() > 1) {
      long here = tree.stat(directory).device();
      if (here != tree.stat(ArchivePath.TOP.child(directory.first())).device()) {
        return List.of();
      }
    }
    return tree.list(directory);
  }
}
