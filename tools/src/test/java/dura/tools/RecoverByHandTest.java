package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.oracle.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the heads and the page format-spec/recover-by-hand.md tell a person to type, typed as it is
/// printed.
class RecoverByHandTest {
  private static final Set<String> KINDS = Set.of("archive header", "band head",
      "block of file contents", "index", "outer parity", "band tail");

  @TempDir
  static Path shared;

  @TempDir
  Path home;

  private static Path source = Path.of("");

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path gnupg = Path.of("");
  private Path passphrase = Path.of("");

  @BeforeAll
  static void makeSource() throws IOException {
    HandTools.requireAll();
    source = Files.createDirectory(shared.resolve("src"));
    HandTools.makeTree(source);
  }

  @BeforeEach
  void makeHome() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    passphrase = cli.file("pw", HandTools.PASSPHRASE + "\n");
    gnupg = HandTools.gnupg(home.resolve("gnupg"), passphrase);
  }

  @AfterEach
  void endGpg() {
    HandTools.endGpg(gnupg);
  }

  private void backup(Object... options) {
    var arguments = new ArrayList<Object>(List.of("backup", archive, source, "--create"));
    arguments.addAll(List.of(options));
    cli.dura(arguments.toArray()).expect(0);
  }

  private Path band() throws IOException {
    try (Stream<Path> files = Files.list(archive)) {
      return files.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(archive)) {
      return files.filter(file -> file.toString().endsWith(".tar")).sorted().toList();
    }
  }

  private String type(Path folder, String script) {
    return HandTools.typeText(folder, gnupg, script);
  }

  /// The public key that the tail quotes, as the page takes it out.
  private void importSigner() throws IOException {
    String command = page("Check a backup").stream()
        .filter(line -> line.endsWith("gpg --import"))
        .findFirst()
        .orElseThrow();
    type(band(), command);
  }

  private static String after(String text, String label) {
    int at = text.indexOf(label);
    assertTrue(at >= 0, () -> label + " is not in\n" + text);
    return text.substring(at + label.length(), text.indexOf('\n', at + label.length()));
  }

  /// The lines below a heading that begin with two spaces.
  private static List<String> commands(String text, String heading) {
    return text.substring(text.indexOf(heading) + heading.length() + 1)
        .lines()
        .takeWhile(line -> line.startsWith("  "))
        .map(line -> line.substring(2))
        .toList();
  }

  private static String sha256(byte[] bytes) {
    try {
      return ByteSlice.of(MessageDigest.getInstance("SHA-256").digest(bytes)).toHex();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// Types what one object's head says; gives what the object is.
  private String followHead(Path object, Path out) throws IOException {
    String text = type(Objects.requireNonNull(object.getParent()),
        "tar -xOf " + object.getFileName() + " --wildcards '*/head1.txt'");
    String what = after(text, "Object:    ").replaceFirst("^[^,]*, ", "");
    String name = after(text, "Object:    ").replaceFirst("^([^/,]*/)?([^,]*), .*", "$2");
    // The commands name the object; its second and third copies are taken for what they are.
    Path folder = Files.createDirectories(home.resolve("desk"));
    Path desk = folder.resolve(name + ".tar");
    Files.copy(object, desk);
    String hash = after(text, "SHA-256 of the payload: ");
    List<String> check = commands(text, "Check the payload:");
    assertEquals(1, check.size(), text);
    assertEquals(hash + "  -\n", type(folder, check.getFirst()), text);
    boolean signed = text.contains("Verify its signature:");
    String heading = text.contains("Take it out:") ? "Take it out:" : "Read it:";
    List<String> read = commands(text, heading);
    assertEquals(1, read.size(), text);
    if (heading.equals("Take it out:")) {
      desk = Files.move(desk, out.resolve(name + ".tar"));
    }
    byte[] printed = what.equals("index")
        ? readIndex(object, folder, read.getFirst())
        : HandTools.type(Objects.requireNonNull(desk.getParent()), gnupg, read.getFirst());
    String sheet = new String(printed, StandardCharsets.ISO_8859_1);
    switch (what) {
      case "block of file contents" -> assertEquals("", sheet);
      case "index" -> assertTrue(sheet.contains("entry {") || sheet.contains("object {"), sheet);
      case "outer parity" -> assertEquals(hash, sha256(printed));
      default -> assertTrue(sheet.lines().anyMatch(line -> line.matches("dura-[a-z]+: 1")), sheet);
    }
    if (signed) {
      List<String> verify = commands(text, "Verify its signature:");
      Program.Outcome outcome = HandTools.shell(folder, gnupg, verify.getFirst());
      assertEquals(0, outcome.exitCode(), outcome.stderr());
      assertTrue(outcome.stderr().contains("Good signature"), outcome.stderr());
    }
    assertEquals(what.equals("band tail"), signed, text);
    Files.delete(desk);
    return what;
  }

  /// Types the command of an index object where the object is, the schema being at the archive's root
  /// alone, and on the desk with the schema beside the copy.
  private byte[] readIndex(Path object, Path desk, String command) throws IOException {
    Path own = Objects.requireNonNull(object.getParent());
    assertFalse(Files.exists(own.resolve("dura.proto")));
    byte[] printed = HandTools.type(own, gnupg, command);
    Path schema = Files.copy(archive.resolve("dura.proto"), desk.resolve("dura.proto"));
    assertArrayEquals(printed, HandTools.type(desk, gnupg, command));
    Files.delete(schema);
    return printed;
  }

  /// Types what all heads say and compares what comes out of the blocks.
  private void followAllHeads() throws IOException {
    importSigner();
    Path out = Files.createDirectory(home.resolve("out"));
    var kinds = new TreeSet<String>();
    for (Path object : objects()) {
      kinds.add(followHead(object, out));
    }
    assertEquals(KINDS, kinds);
    joinAndCompare();
  }

  /// Puts the pieces below `out` together as the page says and compares.
  private void joinAndCompare() throws IOException {
    Path out = home.resolve("out");
    Path holes = out.resolve("src/holes~dura");
    Path patched = out.resolve("src/holes");
    String place = HandTools.SPEC.resolve("recover-by-hand.md").toString();
    String dd = Files.readString(Path.of(place)).replaceAll("(?s).*`(dd [^`]*OFFSET)`.*", "$1");
    type(holes, "for OFFSET in *; do " + dd.replace("OFFSET", "$OFFSET")
        + " if=$OFFSET of=../holes status=none; touch -r $OFFSET ../holes; done && rm -r ../holes~dura");
    assertTrue(Files.exists(patched));
    Path big = out.resolve("src/dir/ big file\n ~dura");
    assertTrue(Files.isDirectory(big), "it is stored in pieces");
    String join = String.join("\n", page("Take everything out").stream()
        .dropWhile(line -> !line.startsWith("find out"))
        .toList());
    type(home, join);
    assertFalse(Files.exists(big));
    // The shell made this one: its time is new.
    type(out.resolve("src/dir"), "touch -d @1234567890 ' big file\n '; chmod 644 ' big file\n '");
    assertEquals(HandTools.expected(source), HandTools.takenOut(out.resolve("src")));
  }

  /// The indented lines of a section of the page, in order.
  private static List<String> page(String section) throws IOException {
    String page = Files.readString(HandTools.SPEC.resolve("recover-by-hand.md"));
    int at = page.indexOf("\n## " + section + "\n");
    assertTrue(at >= 0, section);
    int end = page.indexOf("\n## ", at + 1);
    return page.substring(at, end < 0 ? page.length() : end)
        .lines()
        .filter(line -> line.startsWith("    "))
        .map(line -> line.substring(4))
        .toList();
  }

  /// The loop over blocks of the page: the first, or the one with gpg.
  private static String loop(boolean encrypted) throws IOException {
    List<String> lines = page("Take everything out");
    int pipe = 0;
    while (!(lines.get(pipe).contains("| tar -xf - -C out")
        && lines.get(pipe).contains("gpg -d") == encrypted)) {
      pipe++;
    }
    return String.join("\n", lines.subList(pipe - 1, pipe + 2));
  }

  @Test
  void headsOfAPlainArchive() throws IOException {
    backup("--no-encryption");
    followAllHeads();
  }

  @Test
  void headsOfAnArchiveWithAPassphrase() throws IOException {
    backup("--passphrase-file", passphrase);
    type(band(), "gpg --import ../key.asc");
    followAllHeads();
  }

  @Test
  void headsOfAnArchiveForACertificate() throws IOException {
    // A key without a passphrase: otherwise every block would wait for the passphrase's key.
    HandTools.endGpg(gnupg);
    gnupg = HandTools.gnupg(home.resolve("keeper"), cli.file("empty", ""));
    type(home, "gpg --quick-gen-key keeper future-default default never"
        + " && gpg --armor --export keeper > keeper.asc");
    backup("--encrypt-to", home.resolve("keeper.asc"));
    followAllHeads();
  }

  @Test
  void headsOfEveryCompression() throws IOException {
    for (String compression : List.of("none", "gzip", "xz", "bzip2")) {
      archive = home.resolve(compression + ".dura");
      backup("--no-encryption", "--compression", compression);
      importSigner();
      followBlocksAndIndex();
    }
  }

  private void followBlocksAndIndex() throws IOException {
    Path out = Files.createDirectory(home.resolve("out"));
    for (Path object : objects()) {
      if (object.getFileName().toString().matches("[di].*")) {
        followHead(object, out);
      }
    }
    joinAndCompare();
    type(home, "rm -r out");
  }

  @Test
  void pageOnAPlainArchive() throws IOException {
    backup("--no-encryption");
    String around = String.join("\n", page("Look around"))
        .replace("ARCHIVE", archive.getFileName().toString())
        .replace("| less", "");
    String seen = type(home, around);
    assertTrue(seen.contains("This is a Dura backup archive"), seen);
    assertTrue(seen.contains(band().getFileName() + "/tail.tar\n"), seen);
    assertTrue(seen.contains("\ndura-tail: 1\n"), seen);
    checkByThePage();
    takeOutByThePage(false);
    findByThePage(false);
  }

  /// The loop over index objects of the page: the first, or the one with gpg.
  private void findByThePage(boolean encrypted) throws IOException {
    List<String> find = page("Find one file");
    int second = find.lastIndexOf(find.getFirst());
    assertTrue(second > 0, find.toString());
    List<String> lines =
        encrypted ? find.subList(second, find.size()) : find.subList(0, second);
    String entries = type(band(), String.join("\n", lines).replace("| less", ""));
    assertTrue(entries.contains("path: \"src/dir/sub/b.o\""), entries);
  }

  @Test
  void pageOnAnEncryptedArchive() throws IOException {
    backup("--passphrase-file", passphrase);
    checkByThePage();
    type(band(), page("Take everything out").stream()
        .filter(line -> line.startsWith("gpg --import"))
        .findFirst()
        .orElseThrow());
    takeOutByThePage(true);
    findByThePage(true);
  }

  private void checkByThePage() throws IOException {
    String checked = type(archive, String.join("\n", page("Check a backup")) + " 2>&1");
    long objects = checked.lines().filter(line -> line.endsWith(": OK")).count();
    Path band = band();
    long stored = objects().stream()
        .filter(object -> object.startsWith(band))
        .filter(object -> !object.getFileName().toString().startsWith("tail"))
        .count();
    assertEquals(stored, objects, checked);
    String sums = checked.lines().filter(line -> line.startsWith("sums: ")).findFirst().orElse("");
    assertTrue(checked.contains("\n" + sums.substring(6) + "  SHA256SUMS\n"), checked);
    assertTrue(checked.contains("Good signature"), checked);
  }

  private void takeOutByThePage(boolean encrypted) throws IOException {
    String head = page("Take everything out").getFirst();
    assertTrue(type(band(), head).startsWith("DURA1 b000001-"), head);
    type(band(), "mkdir out\n" + loop(encrypted));
    Files.move(band().resolve("out"), home.resolve("out"));
    joinAndCompare();
  }

  @Test
  void damagedHeadsAndPayloadsByThePage() throws IOException {
    backup("--no-encryption");
    Path object = band().resolve("d/00/d0000000.tar");
    List<String> places = type(band(), "grep -a -b 'SHA-256 of the payload' d/00/d0000000.tar")
        .lines()
        .toList();
    assertEquals(3, places.size(), places.toString());
    String text = new String(Files.readAllBytes(object), StandardCharsets.ISO_8859_1);
    int second = Integer.parseInt(places.get(1).replaceFirst(":.*", ""));
    String[] payload = after(text.substring(second), "Payload:   ").split(" ", -1);
    type(band(), page("When objects are damaged").getFirst()
        .replace("OFFSET", payload[4])
        .replace("LENGTH", payload[0])
        .replace("FILE", "d/00/d0000000.tar"));
    assertEquals(after(text.substring(second), "SHA-256 of the payload: "),
        sha256(Files.readAllBytes(band().resolve("payload"))));
  }
}
