package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.oracle.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How places are named, opened and made.
class StoresTest {
  @TempDir
  private Path folder;

  private interface Opening {
    Store open() throws IOException;
  }

  private static void assertProblem(LocationException.Problem problem, Opening opening) {
    LocationException failure = assertThrows(LocationException.class, () -> opening.open().close());
    assertEquals(problem, failure.problem(), failure.getMessage());
    assertTrue(failure.toString().contains(failure.location()));
  }

  private String at(String relative) {
    return folder.resolve(relative).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "/backup, file, false",
    "backup, file, false",
    "./s3:x, file, false",
    "notes:2025, file, false",
    "C:x, file, false",
    "file:/backup, file, true",
    "FILE:///backup, file, true",
    "s3:bucket, s3, true",
    "s3://bucket/prefix, s3, true",
    "sftp://user@host/path, sftp, true",
    "https://host/name, https, true",
    "other://host, other, true",
    "a/b://c, file, false"})
  void pathsAndUrlsAreToldApart(String text, String scheme, boolean isUrl) throws IOException {
    StoreLocation location = StoreLocation.parse(text);
    assertEquals(new StoreLocation(scheme, text), location);
    assertEquals(isUrl, location.isUrl());
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/x", "sftp://host/x", "http://host/x", "ipfs://x"})
  void urlsThatNothingOpensAreTold(String url) {
    assertProblem(LocationException.Problem.NO_PROVIDER, () -> Stores.open(url));
    assertProblem(LocationException.Problem.NO_PROVIDER, () -> Stores.create(url));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "a\0b", "file:relative", "file://host/x", "file:///x?y", "file:///x#y", "file:///%00",
    "file:///%zz", "file:///a b", "file:"})
  void whatIsNoLocationIsTold(String text) {
    assertProblem(LocationException.Problem.MALFORMED, () -> Stores.open(text));
    assertProblem(LocationException.Problem.MALFORMED, () -> Stores.create(text));
  }

  @Test
  void pathsAndUrlsOpenTheSamePlace() throws IOException {
    try (Store store = Stores.create(at("a b"))) {
      store.putIfAbsent("x.tar", ByteSlice.utf8("hello"));
    }
    String url = folder.toUri().getRawPath() + "a%20b";
    for (String location : new String[] {
      at("a b"), at("a b/"), at("a b/."), "file:" + url, "file://" + url, "file://localhost" + url,
      "FILE://LOCALHOST" + url + "/"}) {
      try (Store store = Stores.open(location)) {
        assertEquals(1, store.list("").size(), location);
      }
    }
  }

  @Test
  void escapedBytesNeedNotBeText() throws IOException {
    String url = "file:" + folder.toUri().getRawPath() + "%ff%0a";
    try (Store store = Stores.create(url)) {
      store.putIfAbsent("x.tar", ByteSlice.EMPTY);
    }
    String names = new String(
        new Program("python3", "python3").output(
            folder, new byte[0], "-c", "import os; print(os.listdir(b'.'))"),
        StandardCharsets.US_ASCII);
    assertEquals("[b'\\xff\\n']\n", names);
    try (
        var found = Files.newDirectoryStream(folder);
        Store store = FileStore.open(found.iterator().next())) {
      assertEquals(1, store.list("").size());
    }
  }

  @Test
  void openingNeedsAFolder() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    assertProblem(LocationException.Problem.MISSING, () -> Stores.open(at("none")));
    assertProblem(LocationException.Problem.MISSING, () -> Stores.open(at("none/none")));
    assertProblem(LocationException.Problem.NOT_A_FOLDER, () -> Stores.open(at("file")));
    assertProblem(LocationException.Problem.NOT_A_FOLDER, () -> Stores.open(at("file/x")));
  }

  @Test
  void creatingNeedsAParentAndNothingElse() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Files.createDirectories(folder.resolve("full/x"));
    Files.createDirectory(folder.resolve("dotted"));
    Files.writeString(folder.resolve("dotted/.bashrc"), "");
    assertProblem(LocationException.Problem.PARENT_MISSING, () -> Stores.create(at("none/none")));
    assertProblem(LocationException.Problem.NOT_A_FOLDER, () -> Stores.create(at("file")));
    assertProblem(LocationException.Problem.NOT_A_FOLDER, () -> Stores.create(at("file/x")));
    assertProblem(LocationException.Problem.NOT_EMPTY, () -> Stores.create(at("full")));
    assertProblem(LocationException.Problem.NOT_EMPTY, () -> Stores.create(at("dotted")));
  }

  @Test
  void emptyFoldersAreTaken() throws IOException {
    Files.createDirectories(folder.resolve("disk/lost+found"));
    Files.writeString(folder.resolve("disk/.archive.tar.0123abc.part"), "half");
    Stores.create(at("disk")).close();
    Stores.create(at("new")).close();
    Stores.create(at("new")).close();
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("new"))));
  }

  @Test
  void onlyPathsOfTheSystemHaveBytes() throws IOException {
    Path jdkClass = Path.of(java.net.URI.create("jrt:/java.base/java/lang/Object.class"));
    assertThrows(IllegalArgumentException.class, () -> FileStore.open(jdkClass));
  }
}
