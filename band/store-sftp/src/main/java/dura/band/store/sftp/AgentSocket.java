package dura.band.store.sftp;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// The agent, asked through its Unix socket, with a connection for each question.
final class AgentSocket extends AbstractAgentProxy {
  /// The longest answer that OpenSSH's own programs take.
  private static final int MAX_ANSWER_BYTES = 256 * 1024;

  private final Path socket;
  private final AtomicBoolean open = new AtomicBoolean(true);

  AgentSocket(Path socket) {
    super(null);
    this.socket = socket;
  }

  @Override
  protected Buffer request(Buffer question) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var sent = ByteBuffer.wrap(question.array(), question.rpos(), question.available());
      while (sent.hasRemaining()) {
        channel.write(sent);
      }
      int length = read(channel, Integer.BYTES).getInt();
      if (length < 1 || length > MAX_ANSWER_BYTES) {
        throw new IOException("the agent answers with " + length + " bytes");
      }
      return new ByteArrayBuffer(read(channel, length).array());
    }
  }

  private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new IOException("the agent hung up");
      }
    }
    return bytes.flip();
  }

  @Override
  public boolean isOpen() {
    return open.get();
  }

  @Override
  public void close() throws IOException {
    open.set(false);
    super.close();
  }
}
