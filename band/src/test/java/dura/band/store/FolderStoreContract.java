package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What stores do that know folders: a name is either an object's or a folder's. Places that know
/// names only may hold both; nothing in an archive is named so.
public abstract class FolderStoreContract extends StoreContract {
  @Test
  void foldersAreNotPutOver() throws IOException {
    put("b1/d/x.tar", HELLO);
    assertEquals(Store.Put.EXISTS, store().putIfAbsent("b1/d", OTHER));
    assertEquals(found(HELLO), store().read("b1/d/x.tar"));
  }

  @Test
  void foldersAreNotReplaced() throws IOException {
    put("b1/x.tar", HELLO);
    Optional<Store.Replacing> replacing = store().replacing();
    if (replacing.isPresent()) {
      assertThrows(IOException.class, () -> replacing.get().replace("b1", OTHER));
    }
    assertEquals(found(HELLO), store().read("b1/x.tar"));
  }

  @Test
  void objectsAreNoDirectories() throws IOException {
    put("b1", HELLO);
    assertEquals(Optional.empty(), store().read("b1/x.tar"));
    assertEquals(List.of(), store().list("b1"));
    assertFalse(store().delete("b1/x.tar"));
    Store store = store();
    assertThrows(IOException.class, () -> store.putIfAbsent("b1/x.tar", OTHER));
    assertEquals(found(HELLO), store().read("b1"));
  }
}
