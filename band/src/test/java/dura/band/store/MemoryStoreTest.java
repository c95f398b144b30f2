package dura.band.store;

class MemoryStoreTest extends FolderStoreContract {
  private final MemoryStore store = new MemoryStore();

  @Override
  protected Store store() {
    return store;
  }
}
