package dura.band.store.sftp;

import java.io.Closeable;
import java.io.IOException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;

/// A session with a server, used by all threads at once, and what the server can do beyond version 3
/// of the protocol.
final class SftpConnection implements Closeable {
  private final SshClient ssh;
  private final ClientSession session;
  private final AbstractSftpClient client;
  private final HardLinkExtension hardLinks;
  private final OpenSSHPosixRenameExtension renames;
  private final OpenSSHFsyncExtension syncs;

  /// @param ssh closed with this, as is `session`
  SftpConnection(SshClient ssh, ClientSession session, AbstractSftpClient client) {
    this.ssh = ssh;
    this.session = session;
    this.client = client;
    this.hardLinks = new HardLinkExtension(client, client.getServerExtensions());
    this.renames = client.getExtension(OpenSSHPosixRenameExtension.class);
    this.syncs = client.getExtension(OpenSSHFsyncExtension.class);
  }

  AbstractSftpClient client() {
    return client;
  }

  boolean isOpen() {
    return client.isOpen() && session.isOpen();
  }

  boolean links() {
    return hardLinks.isSupported();
  }

  boolean replaces() {
    return renames != null && renames.isSupported();
  }

  boolean syncs() {
    return syncs != null && syncs.isSupported();
  }

  /// Gives a file a second name, unless that is taken.
  void link(String existing, String name) throws IOException {
    hardLinks.link(existing, name);
  }

  /// Moves a file to a name, whether that is taken or not, in one step.
  void replace(String from, String to) throws IOException {
    renames.posixRename(from, to);
  }

  void sync(SftpClient.Handle file) throws IOException {
    syncs.fsync(file);
  }

  @Override
  public void close() throws IOException {
    session.close(true);
    ssh.stop();
  }
}
