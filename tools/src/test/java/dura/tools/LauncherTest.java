package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.tools.cli.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The launchers of `tools/bin`, run as they are in a packaged program and in a checkout whose
/// Maven is a stand-in that counts its calls.
class LauncherTest {
  private static final String THIS_JAVA = System.getProperty("java.home");

  @TempDir
  Path dir;

  /// A folder with blanks in its name, in which every test lays out what it starts.
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectory(dir.resolve("a  place"));
  }

  record Outcome(int exitCode, String out, String err) {}

  @ParameterizedTest
  @ValueSource(strings = {"dura", "dura-dump", "dura-fsck"})
  void packagedProgramNeedsNoMoreThanJava(String command) throws Exception {
    Path launcher = packagedProgram().resolve("bin").resolve(command);
    Outcome outcome = run(launcher, Map.of("DURA_JAVA_HOME", THIS_JAVA), "--version");
    assertEquals(new Outcome(0, command + " " + Version.number() + "\n", ""), outcome);
  }

  /// Made once by prepare.sh; used wherever the program lies, by whomever and with no environment;
  /// and left aside without a word where it does not fit.
  @Test
  void archiveOfClassesIsUsedWhereItFits() throws Exception {
    Path program = home.resolve("program");
    PackagedProgram.copyLaunchers(program.resolve("bin"));
    PackagedProgram.fillWithAllJars(Files.createDirectory(program.resolve("lib")));
    assertEquals(new Outcome(0, "", ""),
        run(program.resolve("bin/prepare.sh"), Map.of("DURA_JAVA_HOME", THIS_JAVA)));

    Path moved = Files.move(program, dir.resolve("elsewhere"));
    Path archive = moved.resolve("start.jsa");
    Path launcher = moved.resolve("bin/dura");
    Map<String, String> telling = Map.of("DURA_JAVA_HOME", THIS_JAVA, "DURA_JAVA_OPTIONS",
        "-Xlog:class+load:file=" + dir.resolve("loaded"));
    Outcome version = new Outcome(0, "dura " + Version.number() + "\n", "");
    assertEquals(version, run(launcher, telling, "--version"));
    assertTrue(isFromArchive("dura.tools.Dura"));
    assertEquals(2, run(launcher, telling, "ls", "nowhere").exitCode());
    assertTrue(isFromArchive("dura.tools.LsCommand"));

    byte[] fitting = Files.readAllBytes(archive);
    String text = new String(fitting, StandardCharsets.ISO_8859_1);
    byte[] ofAnotherJvm = fitting.clone();
    ofAnotherJvm[text.indexOf(System.getProperty("java.vm.version"))]++;
    for (byte[] unfit : new byte[][] {ofAnotherJvm, Arrays.copyOf(fitting, fitting.length / 2),
      new byte[0], new byte[10_000]}) {
      Files.write(archive, unfit);
      assertEquals(version, run(launcher, telling, "--version"));
      assertFalse(isFromArchive("dura.tools.Dura"));
    }
    Files.write(archive, fitting);
    Files.setLastModifiedTime(moved.resolve("lib/1.jar"), FileTime.fromMillis(0));
    assertEquals(version, run(launcher, telling, "--version"));
    assertFalse(isFromArchive("dura.tools.Dura"));
  }

  private boolean isFromArchive(String className) throws IOException {
    return Files.readAllLines(dir.resolve("loaded"))
        .stream()
        .anyMatch(line -> line.endsWith("] " + className + " source: shared objects file (top)"));
  }

  @Test
  void jdkThatMakesNoArchiveIsNamed() throws Exception {
    Path java = fakeJava("25", "echo cannot");
    Outcome outcome = run(packagedProgram().resolve("bin/prepare.sh"),
        Map.of("DURA_JAVA_HOME", java.toString()));
    assertEquals(2, outcome.exitCode());
    assertTrue(outcome.err().startsWith("cannot\nprepare.sh: error: the JDK in " + java),
        outcome.err());
  }

  @Test
  void linkToALinkIsFollowed() throws Exception {
    Path program = packagedProgram();
    Path link = Files.createSymbolicLink(dir.resolve("one"), program.resolve("bin/dura"));
    Path second = Files.createSymbolicLink(dir.resolve("two"), link.getFileName());
    Outcome outcome = run(second, Map.of("DURA_JAVA_HOME", THIS_JAVA), "--version");
    assertEquals(new Outcome(0, "dura " + Version.number() + "\n", ""), outcome);
  }

  @ParameterizedTest
  @CsvSource({"C,C.UTF-8", "nowhere.UTF-8,C.UTF-8", "C.utf8,C.utf8"})
  void localeBecomesUtf8(String asked, String given) throws Exception {
    Outcome outcome = runEcho(Map.of("LC_ALL", asked));
    assertTrue(outcome.out().contains("LC_ALL=" + given + "\n"), outcome.toString());
  }

  @Test
  void argumentsArriveUnchanged() throws Exception {
    Outcome outcome = runEcho(Map.of(), "two words", "", "*", "-n", "ü\n");
    assertTrue(outcome.out().endsWith("<two words><><*><-n><ü\n>"), outcome.toString());
  }

  @Test
  void variablesThatTheJvmAnnouncesAreDropped() throws Exception {
    Outcome outcome = run(packagedProgram().resolve("bin/dura"),
        Map.of("DURA_JAVA_HOME", THIS_JAVA, "JAVA_TOOL_OPTIONS", "-Da=b", "JDK_JAVA_OPTIONS",
            "-Da=b"),
        "--version");
    assertEquals("", outcome.err());
  }

  @ParameterizedTest
  @CsvSource({"dura,2", "dura-dump,2", "dura-fsck,8"})
  void oldJavaThatWasOrderedIsRefused(String command, int exitCode) throws Exception {
    Path old = fakeJava("24.0.2", "exit 77");
    Outcome outcome = run(packagedProgram().resolve("bin").resolve(command),
        Map.of("DURA_JAVA_HOME", old.toString()));
    assertEquals(exitCode, outcome.exitCode());
    assertTrue(outcome.err().startsWith(command + ": error: DURA_JAVA_HOME is not a JDK"),
        outcome.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"25", "25.0.3", "26-ea", "100.1"})
  void releaseFileSaysWhatIsRecent(String version) throws Exception {
    Path java = fakeJava(version, "echo started");
    Outcome outcome = run(packagedProgram().resolve("bin/dura"),
        Map.of("DURA_JAVA_HOME", java.toString()));
    assertEquals(new Outcome(0, "started\n", ""), outcome);
  }

  @Test
  void oldJavaHomeIsPassedOver() throws Exception {
    Path old = fakeJava("1.8.0_392", "exit 77");
    Path onPath = fakeJava("25.0.1", "echo started");
    Outcome outcome = run(packagedProgram().resolve("bin/dura"),
        Map.of("JAVA_HOME", old.toString(), "PATH", onPath.resolve("bin").toString()), "--version");
    assertEquals(0, outcome.exitCode(), outcome.err());
  }

  @Test
  void checkoutIsBuiltOnceByTwoFirstUses() throws Exception {
    Path checkout = checkout("""
        #!/bin/sh
        echo "$*" >>calls
        sleep 0.5
        mkdir -p tools/target/dura
        cp -r ready tools/target/dura/lib
        : >tools/target/dura-1.tar.gz
        """);
    PackagedProgram.fillWithJar(Files.createDirectory(checkout.resolve("ready")));
    Path dura = checkout.resolve("tools/bin/dura");
    Process first = start(dura, mavenOf(checkout), "--version");
    Process second = start(dura, mavenOf(checkout), "--version");
    Outcome one = finish(first);
    Outcome two = finish(second);
    Outcome three = run(dura, mavenOf(checkout), "--version");

    assertEquals("-q -B -ntp -DskipTests package\n", Files.readString(checkout.resolve("calls")));
    assertEquals("dura: building this checkout for its first use (mvn package)\n",
        one.err() + two.err());
    assertEquals(new Outcome(0, "dura " + Version.number() + "\n", ""), three);
    assertEquals(three.out(), one.out());
    assertEquals(three.out(), two.out());
  }

  @ParameterizedTest
  @CsvSource({"dura,2", "dura-fsck,8"})
  void failedBuildShowsWhatMavenSaid(String command, int exitCode) throws Exception {
    Path checkout = checkout("#!/bin/sh\necho the reason\nexit 1\n");
    Outcome outcome = run(checkout.resolve("tools/bin").resolve(command), mavenOf(checkout));
    assertEquals(exitCode, outcome.exitCode());
    assertTrue(outcome.err().contains("\nthe reason\n" + command + ": error: the build failed"),
        outcome.err());
  }

  @Test
  void checkoutOfSomebodyElseIsNotBuilt() throws Exception {
    Path checkout = checkout("#!/bin/sh\necho called >>calls\n");
    Files.createDirectories(checkout.resolve(".build/lock"));
    Outcome outcome = run(checkout.resolve("tools/bin/dura-fsck"), mavenOf(checkout));
    assertEquals(8, outcome.exitCode());
    assertTrue(outcome.err().startsWith("dura-fsck: error: cannot write to "), outcome.err());
  }

  @Test
  void neitherPackageNorCheckout() throws Exception {
    Path program = packagedProgram();
    Files.move(program.resolve("lib"), program.resolve("lost"));
    Outcome outcome = run(program.resolve("bin/dura"), Map.of("DURA_JAVA_HOME", THIS_JAVA));
    assertEquals(2, outcome.exitCode());
    assertTrue(outcome.err().startsWith("dura: error: there is neither "), outcome.err());
  }

  /// Starts `dura` with a stand-in for java that prints its locale and the program's arguments.
  private Outcome runEcho(Map<String, String> environment, String... arguments) throws Exception {
    Path java = fakeJava("25", """
        echo "LC_ALL=$LC_ALL"
        while [ "$1" != dura.tools.Dura ]; do shift; done
        shift
        for argument; do printf '<%s>' "$argument"; done
        """);
    Map<String, String> all = new TreeMap<>(environment);
    all.put("DURA_JAVA_HOME", java.toString());
    return run(packagedProgram().resolve("bin/dura"), all, arguments);
  }

  private Path packagedProgram() throws IOException {
    Path program = Files.createDirectory(home.resolve("program"));
    PackagedProgram.copyLaunchers(program.resolve("bin"));
    PackagedProgram.fillWithJar(Files.createDirectory(program.resolve("lib")));
    return program;
  }

  private Path checkout(String maven) throws IOException {
    Path checkout = Files.createDirectory(home.resolve("checkout"));
    PackagedProgram.copyLaunchers(checkout.resolve("tools/bin"));
    Files.createFile(checkout.resolve("tools/pom.xml"));
    script(checkout.resolve("maven/mvn"), maven);
    return checkout;
  }

  private static Map<String, String> mavenOf(Path checkout) {
    return Map.of("DURA_JAVA_HOME", THIS_JAVA, "PATH", checkout.resolve("maven").toString());
  }

  private Path fakeJava(String version, String body) throws IOException {
    Path java = home.resolve("java " + version);
    script(java.resolve("bin/java"), "#!/bin/sh\n" + body + "\n");
    Files.writeString(java.resolve("release"),
        "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nJAVA_VERSION_DATE=\"2026-01-01\"\n");
    return java;
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private Outcome run(Path launcher, Map<String, String> environment, String... arguments)
      throws Exception {
    return finish(start(launcher, environment, arguments));
  }

  /// Starts in another folder, with nothing in the environment but what is given.
  private Process start(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Outcome finish(Process process) throws Exception {
    StringBuilder err = new StringBuilder();
    Thread reader = Thread.startVirtualThread(() -> err.append(text(process.getErrorStream())));
    String out = text(process.getInputStream());
    reader.join();
    return new Outcome(process.waitFor(), out, err.toString());
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
