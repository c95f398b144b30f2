package dura.band.store.sftp;

import dura.band.model.PrintableBytes;
import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.StorePath;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.spec.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/// An archive in a folder of an SSH server. Objects are written and published as in a local folder
/// (format-spec/80-archive.md, "In a folder") with what the server offers: hard links; else an empty
/// file takes the name and is replaced. A server that offers neither links nor `posix-rename` is
/// refused. Where it offers `fsync`, every object is synced before it is published; its folder
/// cannot be.
///
/// One connection serves all threads; when it breaks, the next request makes another.
final class SftpStore implements Store {
  private final SftpConnector connector;
  private final SftpLocation location;
  private final SftpWriter writer;
  private @Nullable SftpConnection connection;
  private boolean closed;

  SftpStore(SftpConnector connector, SftpLocation location) {
    this.connector = connector;
    this.location = location;
    this.writer = new SftpWriter(location);
  }

  private synchronized SftpConnection connection() throws IOException {
    if (closed) {
      throw new IllegalStateException(location() + " is closed");
    }
    SftpConnection open = connection;
    if (open == null || !open.isOpen()) {
      if (open != null) {
        open.close();
      }
      open = connector.connect(location);
      connection = open;
      if (!open.links() && !open.replaces()) {
        throw new StoreException(StoreFailure.REFUSED, location(),
            HardLinkExtension.NAME + ", posix-rename@openssh.com");
      }
    }
    return open;
  }

  /// A request over a connection.
  private interface Request<T> {
    T make(SftpConnection open) throws IOException;
  }

  private <T> T request(String path, Request<T> request) throws IOException {
    SftpConnection open = connection();
    try {
      return request.make(open);
    } catch (LocationException told) {
      throw told;
    } catch (IOException failure) {
      if (SftpFailures.endsConnection(failure) && !(failure instanceof StoreException)) {
        open.close();
      }
      throw SftpFailures.told(location.shown(path), failure);
    }
  }

  /// @throws LocationException where the folder is missing or is none
  void requireFolder() throws IOException {
    request("", open -> {
      try {
        requireFolder(open.client().stat(location.path("")));
        return open;
      } catch (SftpException failure) {
        throw SftpFailures.isNone(failure)
            ? new LocationException(LocationException.Problem.MISSING, location.text())
            : failure;
      }
    });
  }

  private void requireFolder(Attributes attributes) throws LocationException {
    if (!attributes.isDirectory()) {
      throw new LocationException(LocationException.Problem.NOT_A_FOLDER, location.text());
    }
  }

  /// @throws LocationException where the folder is not empty, is none, or the one above it is missing
  void makeFolder() throws IOException {
    request("", open -> {
      try {
        open.client().mkdir(location.path(""));
      } catch (SftpException failure) {
        if (SftpFailures.isNone(failure)) {
          throw new LocationException(LocationException.Problem.PARENT_MISSING, location.text());
        }
        requireFolder(open.client().stat(location.path("")));
      }
      return open;
    });
    if (list("").stream().anyMatch(entry -> !entry.name().equals("lost+found"))) {
      throw new LocationException(LocationException.Problem.NOT_EMPTY, location.text());
    }
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    List<String> components = StorePath.components(path);
    return request(path, open -> writer.putIfAbsent(open, components, bytes));
  }

  @Override
  public Optional<Replacing> replacing() {
    return Optional.of((path, bytes) -> {
      List<String> components = StorePath.components(path);
      request(path, open -> {
        if (!open.replaces()) {
          throw new StoreException(
              StoreFailure.REFUSED, location.shown(path), "posix-rename@openssh.com");
        }
        writer.replace(open, components, bytes);
        return Put.STORED;
      });
    });
  }

  @Override
  public Optional<StoredBytes> read(String path) throws IOException {
    StorePath.components(path);
    return request(path, open -> reading(open, path, (file, size) -> {
      if (size > Limits.MAX_OBJECT_BYTES) {
        throw new StoreException(
            StoreFailure.TOO_LARGE, location.shown(path), Long.toString(size));
      }
      return SftpReader.read(open.client(), file, location.shown(path), 0, (int) size, size);
    }));
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) throws IOException {
    StorePath.components(path);
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(length + " bytes from " + offset);
    }
    return request(path, open -> reading(open, path, (file, size) -> {
      int there = Math.clamp(size - offset, 0, length);
      return SftpReader.read(open.client(), file, location.shown(path), offset, there, size);
    }));
  }

  /// What is done with an open file of a size.
  private interface Reading {
    byte[] of(CloseableHandle file, long size) throws IOException;
  }

  private Optional<StoredBytes> reading(SftpConnection open, String path, Reading reading)
      throws IOException {
    SftpClient client = open.client();
    try {
      Attributes named = client.lstat(location.path(path));
      if (named.isDirectory()) {
        return Optional.empty();
      }
      if (!named.isRegularFile()) {
        throw new StoreException(
            StoreFailure.REFUSED, location.shown(path), "not a regular file");
      }
      try (CloseableHandle file = client.open(location.path(path), OpenMode.Read)) {
        return Optional.of(StoredBytes.whole(reading.of(file, named.getSize())));
      }
    } catch (SftpException failure) {
      if (isNone(client, path, failure)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /// Some servers only say that they failed where a folder above is an object.
  private boolean isNone(SftpClient client, String path, SftpException failure)
      throws IOException {
    if (SftpFailures.isNone(failure)) {
      return true;
    }
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      return false;
    }
    try {
      return !client.lstat(location.path(path.substring(0, slash))).isDirectory();
    } catch (SftpException above) {
      return SftpFailures.isNone(above);
    }
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    StorePath.directoryComponents(directory);
    return request(directory, open -> {
      SftpClient client = open.client();
      try {
        if (!client.lstat(location.path(directory)).isDirectory() && !directory.isEmpty()) {
          return List.of();
        }
        List<Listed> found = new ArrayList<>();
        for (DirEntry entry : client.readDir(location.path(directory))) {
          if (!entry.getFilename().startsWith(".")) {
            found.add(listed(entry));
          }
        }
        found.sort(Comparator.comparing(Listed::name));
        return List.copyOf(found);
      } catch (SftpException failure) {
        if (isNone(client, directory, failure)) {
          return List.of();
        }
        throw failure;
      }
    });
  }

  private static Listed listed(DirEntry entry) {
    String name = PrintableBytes.of(entry.getFilename().getBytes(StandardCharsets.UTF_8));
    Attributes attributes = entry.getAttributes();
    return new Listed(name, attributes.isDirectory(),
        attributes.isRegularFile() ? attributes.getSize() : 0);
  }

  /// Folders that become empty go as well.
  @Override
  public boolean delete(String path) throws IOException {
    List<String> components = StorePath.components(path);
    return request(path, open -> {
      SftpClient client = open.client();
      try {
        if (client.lstat(location.path(path)).isDirectory()) {
          return false;
        }
        client.remove(location.path(path));
      } catch (SftpException failure) {
        if (isNone(client, path, failure)) {
          return false;
        }
        throw failure;
      }
      writer.removeEmptyFolders(client, components);
      return true;
    });
  }

  @Override
  public boolean isConsistent() {
    return true;
  }

  @Override
  public String location() {
    return location.shown("");
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (connection != null) {
      connection.close();
    }
  }
}
