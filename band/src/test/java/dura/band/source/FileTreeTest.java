package dura.band.source;

import dura.band.model.FileName;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The real trees keep the contract.
class FileTreeTest extends TreeContract {
  private TestDirectory directory;
  private FileRestoreTarget target;
  private FileSourceTree source;

  @BeforeEach
  void makeTarget() throws IOException {
    directory = new TestDirectory();
    target = FileRestoreTarget.open(directory.bytes("target"));
    source = new FileSourceTree(Map.of(FileName.of("t"), directory.bytes("target")));
  }

  @AfterEach
  void removeTarget() throws IOException {
    target.close();
    source.close();
    directory.close();
  }

  @Override
  RestoreTarget target() {
    return target;
  }

  @Override
  SourceTree source() {
    return source;
  }
}
