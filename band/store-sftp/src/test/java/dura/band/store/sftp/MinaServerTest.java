package dura.band.store.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.store.FolderStoreContract;
import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.StoreLocation;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server in this process keeps the contract: it has no hard links.
class MinaServerTest extends FolderStoreContract {
  @TempDir
  private static Path folder;
  private static SshServer server;
  private static SshFolder ssh;
  private static int places;

  private Store store;

  @BeforeAll
  static void start() throws IOException {
    ssh = SshFolder.make(folder.resolve("ssh"));
    ssh.makeKey("host", "ecdsa");
    Files.createDirectory(folder.resolve("root"));
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(new FileKeyPairProvider(ssh.file("host")));
    server.setPublickeyAuthenticator(
        new AuthorizedKeysAuthenticator(ssh.file("id_ed25519.pub")));
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.setFileSystemFactory(new VirtualFileSystemFactory(folder.resolve("root")));
    server.start();
    ssh.know(server.getPort(), ssh.file("host.pub"));
  }

  @AfterAll
  static void stop() throws IOException {
    server.stop(true);
  }

  private static StoreLocation location(String path) throws LocationException {
    return StoreLocation.parse("sftp://me@127.0.0.1:" + server.getPort() + path);
  }

  @BeforeEach
  void open() throws IOException {
    places++;
    store = ssh.provider().create(location("/place" + places));
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
  void brokenConnectionsAreMadeAgain() throws IOException {
    store.putIfAbsent("x.tar", ByteSlice.utf8("hello"));
    for (AbstractSession session : server.getActiveSessions()) {
      session.close(true).await();
    }
    // The first request may still find the old one open, and says what became of it.
    try {
      store.list("");
    } catch (StoreException failure) {
      assertEquals(StoreFailure.CONNECTION, failure.failure());
    }
    assertEquals("hello", store.read("x.tar").orElseThrow().bytes().toUtf8());
  }

  @Test
  void placesThatCannotBeAreTold() throws IOException {
    assertEquals(LocationException.Problem.MISSING, problem(() -> ssh.provider()
        .open(location("/none"))));
    assertEquals(LocationException.Problem.PARENT_MISSING, problem(() -> ssh.provider()
        .create(location("/none/none"))));
    Files.writeString(folder.resolve("root/file" + places), "x");
    assertEquals(LocationException.Problem.NOT_A_FOLDER, problem(() -> ssh.provider()
        .open(location("/file" + places))));
    store.putIfAbsent("x.tar", ByteSlice.utf8("hello"));
    assertEquals(LocationException.Problem.NOT_EMPTY, problem(() -> ssh.provider()
        .create(location("/place" + places))));
  }

  private interface Opening {
    Store open() throws IOException;
  }

  private static LocationException.Problem problem(Opening opening) {
    return assertThrows(LocationException.class, () -> opening.open().close()).problem();
  }

  @Test
  void unfinishedFilesAreNotShownAndNotLeft() throws IOException {
    store.putIfAbsent("b1/x.tar", ByteSlice.utf8("hello"));
    store.putIfAbsent("b1/x.tar", ByteSlice.utf8("other"));
    Path b1 = folder.resolve("root/place" + places + "/b1");
    try (var files = Files.list(b1)) {
      assertEquals(1, files.count());
    }
    Files.writeString(b1.resolve(".y.tar.1.part"), "half");
    assertEquals(1, store.list("b1").size());
    assertTrue(store.isConsistent());
    assertFalse(store.replacing().isEmpty());
  }

  @Test
  void whatKilledWritersLeftGoesAfterADay() throws IOException {
    store.putIfAbsent("b1/x.tar", ByteSlice.utf8("hello"));
    Path b1 = folder.resolve("root/place" + places + "/b1");
    Path fresh = Files.writeString(b1.resolve(".y.tar.1.part"), "half");
    Path old = Files.writeString(b1.resolve(".z.tar.1.part"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    store.putIfAbsent("b1/y.tar", ByteSlice.utf8("hello"));
    assertTrue(Files.exists(old), "this writer made the folder and need not look");
    try (Store another = ssh.provider().open(location("/place" + places))) {
      another.putIfAbsent("b1/z.tar", ByteSlice.utf8("hello"));
    }
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(fresh));
  }
}
