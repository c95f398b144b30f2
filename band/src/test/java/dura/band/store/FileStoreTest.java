package dura.band.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Folders keep the contract.
class FileStoreTest extends FolderStoreContract {
  @TempDir
  private Path folder;
  private FileStore store;

  @BeforeEach
  void create() throws IOException {
    store = FileStore.create(folder.resolve("archive"));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Override
  protected Store store() {
    return store;
  }
}
