package dura.band.store.sftp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.client.extensions.helpers.AbstractSftpClientExtension;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;

/// `hardlink@openssh.com` of OpenSSH's PROTOCOL file: two paths, answered by a status.
final class HardLinkExtension extends AbstractSftpClientExtension {
  static final String NAME = "hardlink@openssh.com";

  HardLinkExtension(AbstractSftpClient client, Map<String, byte[]> offered) {
    super(NAME, client, client, offered);
  }

  void link(String existing, String name) throws IOException {
    int bytes = 2 * Integer.BYTES + existing.getBytes(StandardCharsets.UTF_8).length
        + name.getBytes(StandardCharsets.UTF_8).length;
    Buffer command = getCommandBuffer(bytes);
    putTarget(command, existing);
    putTarget(command, name);
    sendAndCheckExtendedCommandStatus(command);
  }
}
