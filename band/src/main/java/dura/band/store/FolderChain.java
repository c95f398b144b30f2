package dura.band.store;

import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The folders from the archive down to one that an object is in, all open at once, so that what
/// happens to their names meanwhile does not matter.
final class FolderChain implements AutoCloseable {
  private final FileCalls calls;
  private final int root;
  private final List<String> names;
  private final List<Integer> opened = new ArrayList<>();
  private int firstMade;

  private FolderChain(FileCalls calls, int root, List<String> names) {
    this.calls = calls;
    this.root = root;
    this.names = names;
    this.firstMade = names.size();
  }

  /// Opens folders that are there.
  ///
  /// @param root the archive's folder, not closed by this
  /// @param names of the folders below it, outermost first
  /// @throws PosixException ENOENT or ENOTDIR where one is no folder
  static FolderChain open(FileCalls calls, int root, List<String> names) throws PosixException {
    var chain = new FolderChain(calls, root, names);
    try {
      for (String name : names) {
        chain.opened.add(calls.openFolder(chain.folder(), bytes(name)));
      }
      return chain;
    } catch (PosixException failure) {
      chain.close();
      throw failure;
    }
  }

  /// Opens folders and makes those that are missing.
  ///
  /// @param permissions of new folders
  static FolderChain make(FileCalls calls, int root, List<String> names, int permissions)
      throws PosixException {
    var chain = new FolderChain(calls, root, names);
    try {
      for (String name : names) {
        chain.opened.add(chain.openOrMake(bytes(name), permissions));
      }
      return chain;
    } catch (PosixException failure) {
      chain.close();
      throw failure;
    }
  }

  private int openOrMake(byte[] name, int permissions) throws PosixException {
    try {
      return calls.openFolder(folder(), name);
    } catch (PosixException absent) {
      if (absent.errno() != Errno.ENOENT) {
        throw absent;
      }
    }
    try {
      calls.makeFolder(folder(), name, permissions);
      firstMade = Math.min(firstMade, opened.size());
    } catch (PosixException failure) {
      if (failure.errno() != Errno.EEXIST) {
        throw failure;
      }
    }
    return calls.openFolder(folder(), name);
  }

  /// The innermost folder.
  int folder() {
    return opened.isEmpty() ? root : opened.getLast();
  }

  /// The path of the innermost folder below the archive.
  String path() {
    return path(names.size());
  }

  /// Makes the names in the innermost folder durable, then, going outwards, the names of the
  /// folders themselves where that has not been done before.
  ///
  /// @param durable paths of folders whose names are durable; added to
  void sync(Set<String> durable) throws PosixException {
    calls.sync(folder());
    for (int i = names.size() - 1; i >= 0; i--) {
      if (i >= firstMade || !durable.contains(path(i + 1))) {
        calls.sync(parentOf(i));
      }
    }
    for (int count = 0; count <= names.size(); count++) {
      durable.add(path(count));
    }
  }

  /// Removes the folders that nothing is in any more, innermost first. An empty folder means
  /// nothing, so a failure leaves it where it is.
  ///
  /// @param durable as in [#sync]; those that go are taken out
  void removeEmpty(Set<String> durable) {
    try {
      for (int i = names.size() - 1; i >= 0; i--) {
        durable.remove(path(i + 1));
        calls.removeFolder(parentOf(i), bytes(names.get(i)));
        calls.sync(parentOf(i));
      }
    } catch (PosixException stillNeeded) {
      // Most often ENOTEMPTY.
    }
  }

  private int parentOf(int index) {
    return index == 0 ? root : opened.get(index - 1);
  }

  private String path(int count) {
    return String.join("/", names.subList(0, count));
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /// Nothing was written through these descriptors, so closing them has nothing to say.
  @Override
  public void close() {
    for (int descriptor : opened) {
      try {
        calls.close(descriptor);
      } catch (PosixException ignored) {
        // The descriptor is gone all the same.
      }
    }
    opened.clear();
  }
}
