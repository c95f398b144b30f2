package dura.band.store.sftp;

import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.ConfigFileHostEntryResolver;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.config.keys.ClientIdentitiesWatcher;
import org.apache.sshd.client.config.keys.ClientIdentityLoader;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;

/// Connects to a server as ssh does: the configuration, keys and known hosts of a folder such as
/// `~/.ssh`, and the agent. Asks nothing: a host that is not known is refused, and a key that has a
/// passphrase is used through the agent only.
///
/// @param sshFolder holds `config`, `known_hosts` and keys
/// @param agentSocket of the agent, where one runs
/// @param silence how long to wait for an answer
record SftpConnector(Path sshFolder, Optional<Path> agentSocket, Duration silence) {
  private static final List<String> KEY_FILES =
      List.of("id_ed25519", "id_ecdsa", "id_rsa");
  private static final int DEFAULT_PORT = 22;

  SftpConnection connect(SftpLocation location) throws IOException {
    SshClient ssh = SshClient.setUpDefaultClient();
    var hostRefused = new AtomicBoolean();
    var knownHosts = new KnownHostsServerKeyVerifier(
        RejectAllServerKeyVerifier.INSTANCE, sshFolder.resolve("known_hosts"));
    ssh.setServerKeyVerifier((session, address, key) -> {
      boolean known = knownHosts.verifyServerKey(session, address, key);
      hostRefused.set(!known);
      return known;
    });
    ssh.setHostConfigEntryResolver(new ConfigFileHostEntryResolver(sshFolder.resolve("config")));
    ssh.setFilePasswordProvider(FilePasswordProvider.EMPTY);
    ssh.setKeyIdentityProvider(new ClientIdentitiesWatcher(keyFiles(),
        ClientIdentityLoader.DEFAULT, FilePasswordProvider.EMPTY, false));
    agentSocket.ifPresent(socket -> ssh.setAgentFactory(new AgentSocketFactory(socket)));
    ssh.start();
    boolean connected = false;
    try {
      SftpConnection connection = connect(location, ssh);
      connected = true;
      return connection;
    } catch (IOException failure) {
      // The session may end before, or while, one logs in.
      throw hostRefused.get()
          ? new StoreException(StoreFailure.HOST_KEY, location.text(), "known_hosts")
              .causedBy(failure)
          : SftpFailures.told(location.text(), failure);
    } finally {
      if (!connected) {
        ssh.stop();
      }
    }
  }

  private List<Path> keyFiles() {
    return Stream.of(KEY_FILES.toArray(String[]::new))
        .map(sshFolder::resolve)
        .filter(Files::isReadable)
        .toList();
  }

  private SftpConnection connect(SftpLocation location, SshClient ssh) throws IOException {
    HostConfigEntry entry = entry(location, ssh);
    ClientSession session = ssh.connect(entry).verify(silence).getSession();
    try {
      session.auth().verify(silence);
    } catch (SshException failure) {
      if (session.isOpen() && !session.isAuthenticated()) {
        throw new StoreException(StoreFailure.CREDENTIALS, location.text(),
            SftpFailures.text(failure)).causedBy(failure);
      }
      throw failure;
    }
    var client = (AbstractSftpClient) SftpClientFactory.instance().createSftpClient(session);
    return new SftpConnection(ssh, session, client);
  }

  /// What the configuration says of the host; what the location says counts more.
  private static HostConfigEntry entry(SftpLocation location, SshClient ssh) throws IOException {
    String user = location.user().orElse("");
    HostConfigEntry configured = ssh.getHostConfigEntryResolver()
        .resolveEffectiveHost(location.host(), location.port(), null, user, null, null);
    HostConfigEntry entry = configured == null
        ? new HostConfigEntry(location.host(), location.host(), location.port(), user)
        : configured;
    if (entry.getUsername() == null || entry.getUsername().isEmpty()) {
      entry.setUsername(System.getProperty("user.name"));
    }
    if (entry.getPort() <= 0) {
      entry.setPort(DEFAULT_PORT);
    }
    return entry;
  }
}
