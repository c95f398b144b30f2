package dura.band.store;

import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Uses a store in a process that may not do everything, and prints what came of it, a line for each
/// call. Run by [FileStoreAccessTest].
final class FileStoreAccessProbe {
  private interface Call {
    Object make() throws IOException;
  }

  private FileStoreAccessProbe() {}

  /// Makes the calls.
  ///
  /// @param arguments the folder with the archives
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    ByteSlice bytes = ByteSlice.utf8("new");
    try (FileStore store = FileStore.open(folder.resolve("readonly"))) {
      print("list", () -> store.list(""));
      print("read", () -> store.read("x.tar").map(read -> read.bytes().toUtf8()));
      print("put", () -> store.putIfAbsent("y.tar", bytes));
      print("put-below", () -> store.putIfAbsent("b1/y.tar", bytes));
      print("put-taken", () -> store.putIfAbsent("x.tar", bytes));
      print("delete", () -> store.delete("x.tar"));
      print("replace", () -> {
        store.replacing().orElseThrow().replace("x.tar", bytes);
        return Optional.empty();
      });
    }
    try (FileStore store = FileStore.open(folder.resolve("unreadable"))) {
      print("list", () -> store.list(""));
      print("read", () -> store.read("secret.tar"));
      print("read-range", () -> store.read("secret.tar", 0, 1));
      print("read-other", () -> store.read("x.tar").map(read -> read.bytes().toUtf8()));
      print("list-closed", () -> store.list("closed"));
      print("read-closed", () -> store.read("closed/x.tar"));
    }
    print("open-closed", () -> FileStore.open(folder.resolve("unreadable/closed")));
    print("create-in-readonly", () -> FileStore.create(folder.resolve("readonly/new")));
  }

  private static void print(String what, Call call) {
    String outcome;
    try {
      outcome = call.make().toString();
    } catch (IOException failure) {
      outcome = failure.getClass().getSimpleName() + " " + failure.getMessage();
    }
    System.out.println(what + ": " + outcome);
  }
}
