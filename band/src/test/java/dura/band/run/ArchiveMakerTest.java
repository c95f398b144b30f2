package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dura.band.model.ArchiveHeader;
import dura.band.model.EncryptionMode;
import dura.band.store.ForwardingStore;
import dura.band.store.MemoryStore;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.proto.Compression;
import dura.spec.RedundancyProfile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Making the root of an archive where the place fills up.
class ArchiveMakerTest {
  private static final int FILES = 6;
  private static final ArchiveHeader HEADER =
      new ArchiveHeader(ByteSlice.hex("000102030405060708090a0b0c0d0e0f"),
          Instant.parse("2026-01-02T03:04:05Z"), 1, List.of(), RedundancyProfile.STANDARD,
          Compression.ZSTD, EncryptionMode.NONE, List.of(), List.of(), Optional.empty());

  private final MemoryStore store = new MemoryStore();
  private final IOException full = new IOException("full");

  /// A store that takes so many objects.
  private Store taking(int objects) {
    return new ForwardingStore(store) {
      private int taken;

      @Override
      public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
        if (taken == objects) {
          throw full;
        }
        taken++;
        return super.putIfAbsent(path, bytes);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void whereThereIsNoRoomNothingStays(int objects) throws IOException {
    assertSame(full, assertThrows(IOException.class,
        () -> ArchiveMaker.create(taking(objects), HEADER, new RecordingMonitor())));
    assertEquals(List.of(), store.list(""));
    ArchiveMaker.create(store, HEADER, new RecordingMonitor());
    assertEquals(FILES, store.list("").size());
  }

  @Test
  void whatIsThereAlreadyIsNotTakenAway() throws IOException {
    store.putIfAbsent("archive-2.tar", ByteSlice.utf8("mine"));
    assertThrows(IOException.class,
        () -> ArchiveMaker.create(store, HEADER, new RecordingMonitor()));
    assertEquals(List.of("archive-2.tar"),
        store.list("").stream().map(Store.Listed::name).toList());
  }
}
