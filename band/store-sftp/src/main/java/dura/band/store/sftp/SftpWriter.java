package dura.band.store.sftp;

import dura.band.store.Store.Put;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.Watchdog;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.apache.sshd.sftp.client.impl.SftpOutputStreamAsync;
import org.apache.sshd.sftp.common.SftpException;

/// Writes objects under temporary names and publishes them.
final class SftpWriter {
  private static final Set<OpenMode> NEW =
      EnumSet.of(OpenMode.Create, OpenMode.Exclusive, OpenMode.Write);
  private static final int REQUEST_BYTES = 32 << 10;
  /// How often a put begins again because a deletion took away the folder it was about to use.
  private static final int MAX_ATTEMPTS = 16;

  private final SftpLocation location;
  private final SftpLeftovers leftovers = new SftpLeftovers(InstantSource.system());

  SftpWriter(SftpLocation location) {
    this.location = location;
  }

  private String path(List<String> components) {
    return location.path(String.join("/", components));
  }

  /// What is done with a finished temporary file.
  private interface Publishing {
    Put of(String temporary) throws IOException;
  }

  Put putIfAbsent(SftpConnection open, List<String> components, ByteSlice bytes)
      throws IOException {
    String name = path(components);
    return write(open, components, bytes, temporary -> {
      if (open.links()) {
        return link(open, temporary, name);
      }
      try {
        open.client().open(name, NEW).close();
      } catch (SftpException failure) {
        if (exists(open.client(), name)) {
          return Put.EXISTS;
        }
        throw failure;
      }
      open.replace(temporary, name);
      return Put.STORED;
    });
  }

  private static Put link(SftpConnection open, String temporary, String name)
      throws IOException {
    try {
      open.link(temporary, name);
      return Put.STORED;
    } catch (SftpException failure) {
      // The status of a name that is taken is no other than that of any failure.
      if (exists(open.client(), name)) {
        return Put.EXISTS;
      }
      throw failure;
    }
  }

  void replace(SftpConnection open, List<String> components, ByteSlice bytes)
      throws IOException {
    String name = path(components);
    write(open, components, bytes, temporary -> {
      open.replace(temporary, name);
      return Put.STORED;
    });
  }

  private Put write(SftpConnection open, List<String> components, ByteSlice bytes,
      Publishing publishing) throws IOException {
    for (int attempt = 1;; attempt++) {
      try {
        return writeOnce(open, components, bytes, publishing);
      } catch (SftpException failure) {
        if (!SftpFailures.isNone(failure) || attempt == MAX_ATTEMPTS) {
          throw failure;
        }
      }
    }
  }

  private Put writeOnce(SftpConnection open, List<String> components, ByteSlice bytes,
      Publishing publishing) throws IOException {
    AbstractSftpClient client = open.client();
    List<String> folders = components.subList(0, components.size() - 1);
    makeFolders(client, folders);
    String hidden =
        SftpLeftovers.temporaryName(components.getLast(), UUID.randomUUID().toString());
    String temporary = folders.isEmpty() ? location.path(hidden) : path(folders) + "/" + hidden;
    boolean written = false;
    try {
      upload(client, temporary, bytes);
      requireArrived(open, temporary, bytes);
      Put put = publishing.of(temporary);
      written = true;
      return put;
    } finally {
      removeTemporary(client, temporary, written);
    }
  }

  private static void upload(AbstractSftpClient client, String temporary, ByteSlice bytes)
      throws IOException {
    CloseableHandle file = client.open(temporary, NEW);
    try (OutputStream out = new SftpOutputStreamAsync(client, REQUEST_BYTES, temporary, file)) {
      int written = 0;
      while (written < bytes.length()) {
        int count = Math.min(REQUEST_BYTES, bytes.length() - written);
        out.write(bytes.array(), bytes.offset() + written, count);
        written += count;
        Watchdog.alive();
      }
    }
  }

  /// Closing does not make it durable; and a server out of room may have said nothing.
  private static void requireArrived(SftpConnection open, String temporary, ByteSlice bytes)
      throws IOException {
    try (CloseableHandle file = open.client().open(temporary, EnumSet.of(OpenMode.Write))) {
      if (open.syncs()) {
        open.sync(file);
      }
      long size = open.client().stat(file).getSize();
      if (size != bytes.length()) {
        throw new StoreException(
            StoreFailure.GARBLED, temporary, size + " / " + bytes.length() + " bytes");
      }
    }
  }

  /// A temporary name that was moved away is not there any more.
  private static void removeTemporary(
      AbstractSftpClient client, String temporary, boolean written) throws IOException {
    try {
      client.remove(temporary);
    } catch (IOException failure) {
      // What stopped the work counts more than what it left behind.
      if (written && !SftpFailures.isNone(failure)) {
        throw failure;
      }
    }
  }

  private static boolean exists(SftpClient client, String name) throws IOException {
    try {
      client.lstat(name);
      return true;
    } catch (SftpException failure) {
      if (SftpFailures.isNone(failure)) {
        return false;
      }
      throw failure;
    }
  }

  private void makeFolders(SftpClient client, List<String> folders) throws IOException {
    if (folders.isEmpty() || isFolder(client, path(folders))) {
      leftovers.remove(client, path(folders));
      return;
    }
    for (int depth = 1; depth <= folders.size(); depth++) {
      String folder = path(folders.subList(0, depth));
      try {
        client.mkdir(folder);
        leftovers.skip(folder);
      } catch (SftpException failure) {
        if (!SftpFailures.isNone(failure) && !isFolder(client, folder)) {
          throw failure;
        }
      }
    }
  }

  private static boolean isFolder(SftpClient client, String path) throws IOException {
    try {
      return client.lstat(path).isDirectory();
    } catch (SftpException failure) {
      return false;
    }
  }

  /// From the innermost outwards, until one is not empty.
  void removeEmptyFolders(SftpClient client, List<String> components) {
    for (int depth = components.size() - 1; depth > 0; depth--) {
      String folder = path(components.subList(0, depth));
      leftovers.remove(client, folder);
      try {
        client.rmdir(folder);
      } catch (IOException notEmpty) {
        return;
      }
    }
  }
}
