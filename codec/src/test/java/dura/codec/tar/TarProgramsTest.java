package dura.codec.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dura.codec.oracle.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tars of the profile as the programs that others wrote read them.
class TarProgramsTest {
  private static final Program PYTHON = new Program("python3", "python3");
  private static final Program GNU_TAR = new Program("tar", "tar");
  private static final Program BSDTAR = new Program("bsdtar", "libarchive-tools");
  private static final Program BUSYBOX = new Program("busybox", "busybox-static");

  private static final long LATE = 8_589_934_592L;

  @TempDir
  Path directory;

  /// Names of all kinds, each with its own mode, owner and time.
  private static List<Tars.Stored> members() {
    List<Tars.Stored> members = new ArrayList<>();
    add(members, "plain", 0644, 1000, 1_700_000_000L);
    add(members, "dir/set-id", 04755, 0, 0);
    add(members, "J\u00c3\u00bcrgen UTF-8", 0600, 1, 1);
    add(members, "J\u00fcrgen latin", 0600, 2, 1);
    add(members, "new\nline and \\ and \"", 0600, 3, 1);
    add(members, " -leading blank", 0400, 4, 1);
    add(members, "-leading dash", 0400, 4, 1);
    for (int length : new int[] {99, 100, 101, 155, 156, 254, 255, 256, 257, 1000, 4000}) {
      // None is a folder of another.
      String own = length + "-";
      add(members, own + Tars.longPath(length).substring(own.length()), 0640, 5, length);
    }
    add(members, "n".repeat(100), 0640, 6, 1);
    add(members, "n".repeat(101), 0640, 6, 1);
    add(members, "p".repeat(155) + "/" + "q".repeat(100), 0640, 7, 1);
    add(members, "p".repeat(154) + "/" + "q".repeat(101), 0640, 7, 1);
    add(members, "\u00fe".repeat(200), 0640, 8, 1);
    add(members, "\u00c3\u00bc".repeat(90), 0640, 8, 1);
    // The name field of a long path ends in a slash.
    add(members, "s".repeat(99) + "/" + "t".repeat(160), 0640, 9, 1);
    add(members, "big-uid", 0640, 3_000_000_000L, 1);
    add(members, "before 1970", 0640, 10, -1);
    add(members, "long before 1970", 0640, 10, -1_000_000_000L);
    add(members, "late", 0640, 10, LATE);
    add(members, "a~dura", 0640, 11, 2);
    return members;
  }

  private static void add(
      List<Tars.Stored> members, String path, int mode, long uid, long mtime) {
    byte[] content = Tars.random(members.size(), 37 * members.size());
    PieceName name = PieceName.whole(Tars.path(path));
    members.add(new Tars.Stored(
        new TarMember(name, mode, uid, uid, content.length, mtime, "ann", ""), content));
  }

  @Test
  void pythonReadsEveryField() {
    List<Tars.Stored> members = members();
    String expected = lines(members.stream().map(stored -> {
      TarMember member = stored.member();
      return "%s %04o %d %d %d %d ann - %s".formatted(
          HexFormat.of().formatHex(member.name().memberName()), member.mode(), member.uid(),
          member.gid(), member.size(), member.mtime(), sha256(stored.content()));
    }).toList());
    assertEquals(expected, python("list_tar.py", Tars.tar(members)));
  }

  @Test
  void gnuTarExtractsEveryMember() throws IOException {
    assertExtracts(GNU_TAR, member -> true, "-xpf", "-", "-C", "tree", "--no-same-owner");
  }

  @Test
  void bsdtarExtractsEveryMember() throws IOException {
    assertExtracts(BSDTAR, member -> true, "-xpf", "-", "-C", "tree", "--no-same-owner");
  }

  /// Of pax records busybox takes the path alone: times that only stand there become 0.
  @Test
  void busyboxExtractsEveryMemberWhoseTimeUstarCanSay() throws IOException {
    assertExtracts(
        BUSYBOX, member -> member.mtime() >= 0 && member.mtime() < LATE,
        "tar", "-xpf", "-", "-C", "tree", "-o");
  }

  /// GNU tar does not know hdrcharset and says so, once a name that is not UTF-8; it takes the bytes
  /// as they are in any case.
  @Test
  void gnuTarListsOwnersAndWarnsOfNothingElse() {
    Program.Outcome outcome = GNU_TAR.run(
        directory, Tars.tar(members()), "-tvf", "-", "--numeric-owner", "--full-time",
        "--quoting-style=escape");
    assertEquals(0, outcome.exitCode(), outcome.stderr());
    assertEquals(
        "tar: Ignoring unknown extended header keyword 'hdrcharset'\n", outcome.stderr());
    String list = new String(outcome.stdout(), StandardCharsets.ISO_8859_1);
    assertEquals(members().size(), list.lines().count());
    assertEquals(true, list.contains("3000000000/3000000000"), list);
    assertEquals(true, list.contains("1969-12-31 23:59:59 before 1970"), list);
    assertEquals(true, list.contains("2242-03-16 12:56:32 late"), list);
  }

  /// Pieces in order of their names are the file.
  @Test
  void piecesConcatenatedByTheShellAreTheFile() throws IOException {
    byte[] file = Tars.random(7, 30_000);
    TarPath path = Tars.path("dir/large~dura");
    List<Tars.Stored> pieces = new ArrayList<>();
    for (int at : new int[] {20_000, 0, 9_999}) {
      int end = at == 0 ? 9_999 : Math.min(file.length, at + 10_001);
      byte[] piece = java.util.Arrays.copyOfRange(file, at, end);
      pieces.add(new Tars.Stored(
          Tars.member(PieceName.piece(path, at), piece.length), piece));
    }
    Files.createDirectory(directory.resolve("tree"));
    GNU_TAR.output(directory, Tars.tar(pieces), "-xf", "-", "-C", "tree");
    byte[] joined = new Program("sh", "dash")
        .output(directory, new byte[0], "-c", "cat tree/dir/large~dura~~dura/*");
    assertEquals(sha256(file), sha256(joined));
  }

  private void assertExtracts(Program program, Predicate<TarMember> which, String... arguments)
      throws IOException {
    List<Tars.Stored> members =
        members().stream().filter(stored -> which.test(stored.member())).toList();
    assertNotEquals(0, members.size());
    Files.createDirectory(directory.resolve("tree"));
    program.output(directory, Tars.tar(members), arguments);
    String expected = lines(members.stream()
        .map(stored -> "%s %04o %d %s".formatted(
            HexFormat.of().formatHex(stored.member().name().memberName()), stored.member().mode(),
            stored.member().mtime(), sha256(stored.content())))
        .sorted()
        .toList());
    assertEquals(expected, python("list_tree.py", new byte[0]));
  }

  private String python(String script, byte[] stdin) {
    try (InputStream in = TarProgramsTest.class.getResourceAsStream(script)) {
      if (in == null) {
        throw new AssertionError(script + " is not on the class path");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new String(
          PYTHON.output(directory, stdin, "-c", text), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lines(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
