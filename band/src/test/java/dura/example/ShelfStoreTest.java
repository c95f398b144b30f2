package dura.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.StoreContract;
import dura.band.store.Stores;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A module that Dura does not know is found by its scheme and keeps the contract.
class ShelfStoreTest extends StoreContract {
  @TempDir
  private Path folder;
  private Store store;

  @BeforeEach
  void create() throws IOException {
    store = Stores.create("shelf://" + folder.resolve("shelf"));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Override
  protected Store store() {
    return store;
  }

  @Test
  void itIsFoundAgain() throws IOException {
    store.putIfAbsent("x.tar", ByteSlice.utf8("hello"));
    try (Store again = Stores.open("shelf://" + folder.resolve("shelf"))) {
      assertEquals(1, again.list("").size());
    }
    LocationException full = assertThrows(
        LocationException.class, () -> Stores.create("shelf://" + folder.resolve("shelf")));
    assertEquals(LocationException.Problem.NOT_EMPTY, full.problem());
  }

  @Test
  void anUnknownSchemeIsToldWithTheKnownOnes() {
    LocationException none =
        assertThrows(LocationException.class, () -> Stores.open("ipfs://x"));
    assertEquals("file, shelf", none.detail());
  }
}
