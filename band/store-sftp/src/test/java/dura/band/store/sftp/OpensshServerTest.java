package dura.band.store.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.store.FolderStoreContract;
import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.StoreLocation;
import dura.band.store.check.Finding;
import dura.band.store.check.StorageCheck;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenSSH's server keeps the contract, and is connected to as ssh would.
class OpensshServerTest extends FolderStoreContract {
  @TempDir
  private static Path folder;
  private static Process server;
  private static SshFolder ssh;
  private static int port;
  private static int places;

  private Store store;

  @BeforeAll
  static void start() throws Exception {
    ssh = SshFolder.make(folder.resolve("ssh"));
    ssh.makeKey("host", "ed25519");
    Files.copy(ssh.file("id_ed25519.pub"), ssh.file("authorized_keys"));
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = Files.writeString(folder.resolve("sshd_config"), """
        ListenAddress 127.0.0.1
        Port %d
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PermitRootLogin prohibit-password
        MaxStartups 100
        Subsystem sftp internal-sftp
        """.formatted(port, ssh.file("host"), ssh.file("authorized_keys")));
    if (System.getProperty("user.name").equals("root")) {
      // Debian's server wants it when it is started by root; its unit makes it otherwise.
      Files.createDirectories(Path.of("/run/sshd"));
    }
    try {
      server = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", config.toString())
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("log").toFile())
          .start();
    } catch (IOException missing) {
      throw new AssertionError("sshd is missing; Debian: openssh-server", missing);
    }
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!answers()) {
      assertTrue(System.nanoTime() < end && server.isAlive(),
          () -> "sshd does not start: " + log());
      Thread.sleep(50);
    }
    ssh.know(port, ssh.file("host.pub"));
  }

  private static boolean answers() {
    try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return connection.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException none) {
      return none.toString();
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.destroy();
    server.waitFor();
  }

  private static String user() {
    return System.getProperty("user.name");
  }

  private static StoreLocation location(Path path) throws LocationException {
    return StoreLocation.parse("sftp://" + user() + "@127.0.0.1:" + port + path);
  }

  @BeforeEach
  void open() throws IOException {
    places++;
    store = ssh.provider().create(location(folder.resolve("place" + places)));
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
  void itPromisesAll() throws IOException {
    StorageCheck.Outcome outcome = new StorageCheck(
        () -> ssh.provider().open(StoreLocation.parse(store.location())), new Random(1),
        System::nanoTime, 4 << 20).run(_ -> {});
    assertEquals(Finding.Weight.GOOD, outcome.weight(), outcome.toString());
  }

  private StoreException refused(SshFolder folder) {
    return assertThrows(StoreException.class, () -> folder.provider()
        .open(StoreLocation.parse(store.location()))
        .close());
  }

  @Test
  void hostsThatAreNotKnownAreRefused(@TempDir Path home) throws IOException {
    SshFolder other = SshFolder.make(home.resolve("ssh"));
    assertEquals(StoreFailure.HOST_KEY, refused(other).failure());
    other.makeKey("another", "ed25519");
    other.know(port, other.file("another.pub"));
    assertEquals(StoreFailure.HOST_KEY, refused(other).failure());
  }

  @Test
  void keysThatAreNotAuthorizedAreRefused(@TempDir Path home) throws IOException {
    SshFolder other = SshFolder.make(home.resolve("ssh"));
    other.know(port, ssh.file("host.pub"));
    assertEquals(StoreFailure.CREDENTIALS, refused(other).failure());
  }

  @Test
  void theConfigurationIsRead(@TempDir Path home) throws IOException {
    var other = new SshFolder(home);
    other.know(port, ssh.file("host.pub"));
    Files.writeString(home.resolve("config"), """
        Host backup
          HostName 127.0.0.1
          Port %d
          User %s
          IdentityFile %s
        """.formatted(port, user(), ssh.file("id_ed25519")));
    StoreLocation alias =
        StoreLocation.parse("sftp://backup" + folder.resolve("place" + places));
    try (Store again = other.provider().open(alias)) {
      again.putIfAbsent("x.tar", ByteSlice.utf8("hello"));
      assertEquals(1, store.list("").size());
    }
  }

  @Test
  void keysOfTheAgentServe(@TempDir Path home) throws Exception {
    var other = new SshFolder(home);
    other.know(port, ssh.file("host.pub"));
    Path socket = home.resolve("agent");
    Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
        .redirectOutput(home.resolve("out").toFile())
        .start();
    try {
      long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (!Files.exists(socket)) {
        assertTrue(System.nanoTime() < end, "ssh-agent does not start");
        Thread.sleep(20);
      }
      SshFolder.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q",
          ssh.file("id_ed25519").toString());
      var connector = new SftpConnector(home, Optional.of(socket), SshFolder.SILENCE);
      try (
          Store again = new SftpStoreProvider(Optional.of(connector))
              .open(StoreLocation.parse(store.location()))) {
        assertEquals(store.list(""), again.list(""));
      }
    } finally {
      agent.destroy();
      agent.waitFor();
    }
  }

  @Test
  void aHostWithoutServerIsTold() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    StoreException told = assertThrows(StoreException.class, () -> ssh.provider()
        .open(StoreLocation.parse("sftp://127.0.0.1:" + free + "/x")));
    assertEquals(StoreFailure.CONNECTION, told.failure());
    StoreException unknown = assertThrows(StoreException.class, () -> ssh.provider()
        .open(StoreLocation.parse("sftp://nowhere.invalid/x")));
    assertEquals(StoreFailure.NO_ROUTE, unknown.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "sftp:x", "sftp://", "sftp:///x", "sftp://host", "sftp://a:secret@host/x", "sftp://host:0/x",
    "sftp://host:65536/x", "sftp://host/a/../b", "sftp://host/x?y"})
  void locationsThatAreNoneAreTold(String text) {
    LocationException told = assertThrows(LocationException.class,
        () -> SftpLocation.parse(StoreLocation.parse(text)));
    assertEquals(LocationException.Problem.MALFORMED, told.problem());
  }

  @Test
  void locationsAreTakenApart() throws IOException {
    assertEquals("srv/backup", parsed("sftp://me@host/~/srv/backup/").folder());
    assertEquals(".", parsed("sftp://me@host/~").folder());
    assertEquals("/", parsed("sftp://me@host/").folder());
    assertEquals("/x.tar", parsed("sftp://me@host/").path("x.tar"));
    assertEquals("/srv/x.tar", parsed("sftp://me@[::1]:2222/srv").path("x.tar"));
    assertEquals("::1", parsed("sftp://me@[::1]:2222/srv").host());
    assertEquals(2222, parsed("sftp://me@[::1]:2222/srv").port());
    assertEquals(Optional.empty(), parsed("sftp://host/srv").user());
  }

  private static SftpLocation parsed(String text) throws IOException {
    return SftpLocation.parse(StoreLocation.parse(text));
  }
}
