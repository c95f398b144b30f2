package dura.band.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.band.posix.Accounts;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Root reads and writes everything, so the rights of others are tried by a process that gave
/// root's up, where there were any.
class OrdinaryUserTest {
  private TestDirectory directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = new TestDirectory();
    Program.python("""
        import os, sys
        os.chdir(sys.argv[1])
        os.chmod('.', 0o755)
        os.mkdir('tree', 0o755)
        os.mkdir('target')
        os.chmod('target', 0o777)
        for d in ('tree/closed', 'tree/passage'):
            os.mkdir(d)
            with open(d + '/f', 'w') as f:
                f.write('text')
            os.chmod(d + '/f', 0o444)
        with open('tree/private', 'w') as f:
            f.write('text')
        os.chmod('tree/private', 0)
        os.chmod('tree/closed', 0)
        os.chmod('tree/passage', 0o111)
        """, directory.path().toString());
  }

  @AfterEach
  void removeDirectory() throws IOException {
    directory.close();
  }

  /// The classes, where everybody can read them.
  private String readableClassPath() throws IOException, URISyntaxException {
    Path classes = Files.createDirectory(directory.path().resolve("classes"));
    for (Class<?> one : List.of(FileSourceTree.class, OrdinaryUser.class)) {
      Path origin = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
      Program.run("coreutils", "cp", "-r", origin + "/dura", classes.toString());
    }
    Program.run("coreutils", "chmod", "-R", "a+rX", classes.toString());
    return classes.toString();
  }

  private List<String> runAsOrdinaryUser() throws IOException, URISyntaxException {
    var command = new ArrayList<String>();
    if (Accounts.effectiveUser() == 0) {
      command.addAll(
          List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-cp", readableClassPath(),
            OrdinaryUser.class.getName(), directory.path().toString()));
    return Program.run("util-linux", command.toArray(String[]::new)).lines().toList();
  }

  @Test
  void getsWhatItsRightsAllow() throws Exception {
    List<String> expected = List.of(
        "stat of a private file: 0",
        "open of a private file: EACCES t/private",
        "list of a private directory: EACCES t/closed",
        "stat below a private directory: EACCES t/closed/f",
        "list of a directory to pass through: EACCES t/passage",
        "stat below a directory to pass through: 4",
        "bytes of another's public file: 4",
        "attributes of a private file: []",
        "file: made",
        "metadata of root's file: []",
        "directory: true",
        "metadata of root's directory: []",
        "file in a directory without right to write: EACCES d/f",
        "device: EPERM c");
    List<String> told = runAsOrdinaryUser();
    assertEquals(
        String.join("\n", expected), String.join("\n", told.subList(0, expected.size())));
    String last = told.getLast();
    assertEquals("security attribute: [MetadataFailure[aspect=ATTRIBUTE,",
        last.substring(0, last.indexOf("ATTRIBUTE,") + 10));
    assertEquals(true, last.contains("f, attribute trusted.x: EPERM (setxattr)"), last);
  }

  /// What was root's is now the user's; a set-user-id bit would give away the user's
  /// rights. On a directory the bits give no rights.
  @Test
  void setIdBitsOfAnothersFileAreDropped() throws Exception {
    runAsOrdinaryUser();
    String mode = Program.run(
        "coreutils", "stat", "-c", "%a %Y", directory.path().resolve("target/f").toString());
    assertEquals("555 5", mode.strip());
    assertEquals("3555", Program.run(
        "coreutils", "stat", "-c", "%a", directory.path().resolve("target/d").toString()).strip());
  }
}
