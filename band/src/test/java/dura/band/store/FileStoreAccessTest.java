package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.codec.oracle.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an ordinary user may not do is told, and nothing else suffers. The superuser may do
/// everything, so a process without that power makes the calls.
class FileStoreAccessTest {
  @TempDir
  private Path folder;

  @BeforeEach
  void makeArchives() throws IOException {
    Files.createDirectory(folder.resolve("readonly"));
    Files.writeString(folder.resolve("readonly/x.tar"), "hello");
    Files.createDirectories(folder.resolve("unreadable/closed"));
    Files.writeString(folder.resolve("unreadable/x.tar"), "hello");
    Files.writeString(folder.resolve("unreadable/secret.tar"), "secret");
    Files.writeString(folder.resolve("unreadable/closed/x.tar"), "hello");
    setPermissions("readonly/x.tar", "r--r--r--");
    setPermissions("readonly", "r-xr-xr-x");
    setPermissions("unreadable/secret.tar", "---------");
    setPermissions("unreadable/closed", "---------");
  }

  @AfterEach
  void makeRemovable() throws IOException {
    setPermissions("readonly", "rwx------");
    setPermissions("unreadable/closed", "rwx------");
  }

  private void setPermissions(String path, String permissions) throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve(path), PosixFilePermissions.fromString(permissions));
  }

  private String probe() {
    List<String> command = new ArrayList<>();
    boolean isSuperuser = System.getProperty("user.name").equals("root");
    if (isSuperuser) {
      command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FileStoreAccessProbe.class.getName(),
            folder.toString()));
    var program = new Program(command.getFirst(), isSuperuser ? "util-linux" : "openjdk-25-jdk");
    byte[] output = program.output(
        folder, new byte[0], command.subList(1, command.size()).toArray(String[]::new));
    return new String(output, StandardCharsets.UTF_8).replace(folder.toString(), "F");
  }

  @Test
  void whatIsDeniedIsTold() {
    assertEquals("""
        list: [Listed[name=x.tar, directory=false, length=5]]
        read: Optional[hello]
        put: AccessDeniedException F/readonly/y.tar: EACCES (openat)
        put-below: AccessDeniedException F/readonly/b1/y.tar: EACCES (mkdirat)
        put-taken: EXISTS
        delete: AccessDeniedException F/readonly/x.tar: EACCES (unlinkat)
        replace: AccessDeniedException F/readonly/x.tar: EACCES (openat)
        list: [Listed[name=closed, directory=true, length=0], \
        Listed[name=secret.tar, directory=false, length=6], \
        Listed[name=x.tar, directory=false, length=5]]
        read: AccessDeniedException F/unreadable/secret.tar: EACCES (openat)
        read-range: AccessDeniedException F/unreadable/secret.tar: EACCES (openat)
        read-other: Optional[hello]
        list-closed: AccessDeniedException F/unreadable/closed: EACCES (openat)
        read-closed: AccessDeniedException F/unreadable/closed/x.tar: EACCES (openat)
        open-closed: AccessDeniedException F/unreadable/closed: EACCES (openat)
        create-in-readonly: AccessDeniedException F/readonly/new: EACCES (mkdirat)
        """, probe());
  }
}
