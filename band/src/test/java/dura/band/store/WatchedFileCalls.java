package dura.band.store;

import dura.band.posix.DirectoryVisitor;
import dura.band.posix.PosixException;
import dura.band.posix.Stat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Makes the real calls, keeps a log of them, and lets a rule fail each. In the log a path is that
/// below the archive, the archive itself is `.`, and the random part of a temporary name is `*`.
class WatchedFileCalls implements FileCalls {
  /// May throw in place of a call.
  interface Rule {
    void before(String call) throws PosixException;
  }

  private final PosixFileCalls calls = new PosixFileCalls();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final Map<Integer, String> paths = new ConcurrentHashMap<>();
  private volatile Rule rule = _ -> {};
  private volatile int longestWrite = Integer.MAX_VALUE;
  private volatile boolean syncs = true;

  /// From now on asks `newRule` before each call.
  void setRule(Rule newRule) {
    rule = newRule;
  }

  /// From now on takes at most so many bytes at once.
  void setLongestWrite(int bytes) {
    longestWrite = bytes;
  }

  /// From now on lets files be synced in the log only: much faster.
  void leaveOutSyncs() {
    syncs = false;
  }

  /// Calls that change something, from the oldest to the newest, `verb path`.
  List<String> changes() {
    synchronized (log) {
      return log.stream().filter(call -> !call.matches("(open|read|close|stat|list) .*")).toList();
    }
  }

  /// Paths of what is open.
  List<String> open() {
    return paths.values().stream().sorted().toList();
  }

  void clear() {
    log.clear();
  }

  private void before(String verb, String path) throws PosixException {
    String call = verb + " " + path;
    log.add(call);
    rule.before(call);
  }

  private String path(int folder) {
    return paths.getOrDefault(folder, "?");
  }

  private String path(int folder, byte[] name) {
    String text = new String(name, StandardCharsets.ISO_8859_1)
        .replaceFirst("^(\\..*)\\.[0-9a-v]+\\.part$", "$1.*.part");
    String parent = path(folder);
    if (text.equals(".")) {
      return parent;
    }
    return parent.equals(".") ? text : parent + "/" + text;
  }

  private int opened(int descriptor, String path) {
    paths.put(descriptor, path);
    return descriptor;
  }

  @Override
  public int openRoot(byte[] path) throws PosixException {
    before("open", ".");
    return opened(calls.openRoot(path), ".");
  }

  @Override
  public void makeRoot(byte[] path, int permissions) throws PosixException {
    before("make", ".");
    calls.makeRoot(path, permissions);
  }

  @Override
  public int openFolder(int parent, byte[] name) throws PosixException {
    before("open", path(parent, name));
    return opened(calls.openFolder(parent, name), path(parent, name));
  }

  @Override
  public int openFile(int folder, byte[] name) throws PosixException {
    before("open", path(folder, name));
    return opened(calls.openFile(folder, name), path(folder, name));
  }

  @Override
  public int createFile(int folder, byte[] name, int permissions) throws PosixException {
    before("create", path(folder, name));
    return opened(calls.createFile(folder, name, permissions), path(folder, name));
  }

  @Override
  public void makeFolder(int parent, byte[] name, int permissions) throws PosixException {
    before("make", path(parent, name));
    calls.makeFolder(parent, name, permissions);
  }

  @Override
  public int read(int file, long offset, byte[] into, int at, int length) throws PosixException {
    before("read", path(file));
    return calls.read(file, offset, into, at, length);
  }

  @Override
  public int write(int file, long offset, byte[] from, int at, int length) throws PosixException {
    before("write", path(file));
    return calls.write(file, offset, from, at, Math.min(length, longestWrite));
  }

  @Override
  public void sync(int descriptor) throws PosixException {
    before("sync", path(descriptor));
    if (syncs) {
      calls.sync(descriptor);
    }
  }

  @Override
  public void close(int descriptor) throws PosixException {
    String path = path(descriptor);
    paths.remove(descriptor);
    calls.close(descriptor);
    before("close", path);
  }

  @Override
  public Stat stat(int descriptor) throws PosixException {
    before("stat", path(descriptor));
    return calls.stat(descriptor);
  }

  @Override
  public Stat stat(int folder, byte[] name) throws PosixException {
    before("stat", path(folder, name));
    return calls.stat(folder, name);
  }

  @Override
  public void list(int folder, DirectoryVisitor visitor) throws PosixException {
    before("list", path(folder));
    calls.list(folder, visitor);
  }

  @Override
  public void link(int folder, byte[] name, byte[] newName) throws PosixException {
    before("link", path(folder, name) + " " + path(folder, newName));
    calls.link(folder, name, newName);
  }

  @Override
  public void renameIfAbsent(int folder, byte[] name, byte[] newName) throws PosixException {
    before("rename-if-absent", path(folder, name) + " " + path(folder, newName));
    calls.renameIfAbsent(folder, name, newName);
  }

  @Override
  public void rename(int folder, byte[] name, byte[] newName) throws PosixException {
    before("rename", path(folder, name) + " " + path(folder, newName));
    calls.rename(folder, name, newName);
  }

  @Override
  public void remove(int folder, byte[] name) throws PosixException {
    before("remove", path(folder, name));
    calls.remove(folder, name);
  }

  @Override
  public void removeFolder(int parent, byte[] name) throws PosixException {
    before("remove-folder", path(parent, name));
    calls.removeFolder(parent, name);
  }
}
