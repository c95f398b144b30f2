package dura.band.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.store.Store;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.StoreLocation;
import dura.band.store.check.Finding;
import dura.band.store.check.Finding.Verdict;
import dura.band.store.check.Promise;
import dura.band.store.check.StorageCheck;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that others wrote. It knows who may ask, but no conditions, and its lists leave out
/// directories that hold nothing but directories: not all of the contract is to be had from it.
class S3rverTest {
  @TempDir
  private static Path folder;
  private static Process server;
  private static int port;
  private static int places;

  private Store store;

  @BeforeAll
  static void start() throws Exception {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try {
      server = new ProcessBuilder("s3rver", "-d", folder.toString(), "-a", "127.0.0.1", "-p",
          String.valueOf(port), "--silent", "--no-vhost-buckets", "--configure-bucket", "bucket")
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("log").toFile())
          .start();
    } catch (IOException missing) {
      throw new AssertionError(
          "s3rver is missing; tools/install-test-packages.sh installs it", missing);
    }
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!answers()) {
      assertTrue(System.nanoTime() < end, "s3rver does not start");
      Thread.sleep(50);
    }
  }

  private static boolean answers() {
    try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return connection.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.destroy();
    server.waitFor();
  }

  @BeforeEach
  void open() throws IOException {
    places++;
    store = provider("S3RVER").create(StoreLocation.parse("s3://bucket/place" + places));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static S3StoreProvider provider(String accessKey) {
    return S3StoreTest.provider("http://127.0.0.1:" + port, accessKey);
  }

  @Test
  void requestsDoWhatTheyShould() throws IOException {
    byte[] random = new byte[1_000_000];
    new Random(1).nextBytes(random);
    ByteSlice bytes = ByteSlice.of(random);
    assertEquals(Store.Put.STORED, store.putIfAbsent("b1/d/x.tar", bytes));
    assertEquals(Store.Put.EXISTS, store.putIfAbsent("b1/d/x.tar", ByteSlice.EMPTY));
    assertEquals(Store.Put.STORED, store.putIfAbsent("b1/SHA256SUMS", ByteSlice.EMPTY));
    assertEquals(bytes, store.read("b1/d/x.tar").orElseThrow().bytes());
    assertEquals(bytes.slice(70_000, 90_000),
        store.read("b1/d/x.tar", 70_000, 20_000).orElseThrow().bytes());
    assertEquals(ByteSlice.EMPTY, store.read("b1/d/x.tar", 2_000_000, 1).orElseThrow().bytes());
    assertEquals(
        List.of(new Store.Listed("SHA256SUMS", false, 0), new Store.Listed("d", true, 0)),
        store.list("b1"));
    store.replacing().orElseThrow().replace("b1/d/x.tar", ByteSlice.utf8("new"));
    assertEquals("new", store.read("b1/d/x.tar").orElseThrow().bytes().toUtf8());
    assertTrue(store.delete("b1/d/x.tar"));
    assertFalse(store.delete("b1/d/x.tar"));
    assertEquals(Optional.empty(), store.read("b1/d/x.tar"));
  }

  @Test
  void anUnknownAccessKeyIsTold() {
    StoreException told = assertThrows(StoreException.class,
        () -> provider("NOBODY").open(StoreLocation.parse("s3://bucket/x")));
    assertEquals(StoreFailure.CREDENTIALS, told.failure());
    assertTrue(told.detail().contains("InvalidAccessKeyId"), told.detail());
  }

  @Test
  void aMissingBucketIsTold() {
    StoreException told = assertThrows(StoreException.class,
        () -> provider("S3RVER").open(StoreLocation.parse("s3://none/x")));
    assertEquals(StoreFailure.NO_PLACE, told.failure());
  }

  @Test
  void itIsToldAsWhatItIs() throws IOException {
    assertFalse(store.isConsistent());
    Finding lists =
        new StorageCheck(() -> provider("S3RVER").open(StoreLocation.parse(store.location())),
            new Random(1), System::nanoTime, 1 << 20).run(_ -> {})
            .findings()
            .stream()
            .filter(finding -> finding.promise() == Promise.LISTS)
            .findFirst()
            .orElseThrow();
    assertEquals(Verdict.BROKEN, lists.verdict(), lists.toString());
  }
}
