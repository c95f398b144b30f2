package dura.band.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.band.model.ArchivePath;
import dura.codec.oracle.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/// [IgnoreRules] against what `git check-ignore` says of the same patterns in a tree of files.
class IgnoreRulesProperties {
  private static final Program GIT = new Program("git", "git");
  private static final List<String> DIRECTORIES =
      List.of("a", "a/b", "a/b/a", "b", "b/a", "ab", "ab/.b", "-]", "a/ab");
  private static final List<String> NAMES =
      List.of("a.c", "b", "abc", "A", "a b", "#b", "!b", "[a]", "b\\", "ä", "x", "a*");

  private static Path tree = Path.of("");
  private static final Set<String> PATHS = new TreeSet<>();

  @BeforeContainer
  static void makeTree() throws IOException {
    tree = Files.createTempDirectory("ignore");
    GIT.output(tree, new byte[0], "init", "-q");
    for (String directory : DIRECTORIES) {
      Files.createDirectories(tree.resolve(directory));
      PATHS.add(directory);
    }
    for (String directory : List.of("", "a/", "a/b/", "b/a/", "ab/.b/")) {
      for (String name : NAMES) {
        Path file = tree.resolve(directory + name);
        if (!Files.exists(file)) {
          Files.createFile(file);
          PATHS.add(directory + name);
        }
      }
    }
  }

  @AfterContainer
  static void removeTree() throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /// Pieces that patterns are put together from. Left out is what git and its manual disagree
  /// about: `**` right behind a letter, and a slash behind a backslash.
  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> piece = Arbitraries.frequencyOf(
        Tuple.of(8, Arbitraries.of("a", "b", "c", ".", "ab", "A", "ä", " ", "#", "-")),
        Tuple.of(5, Arbitraries.of("*", "?", "**", "/", "/**/", "**/", "/**")),
        Tuple.of(3, Arbitraries.of("[ab]", "[!a]", "[^b]", "[a-c]", "[]-]", "[]",
            "[!]a]", "[[:upper:]]", "[[:alpha:]x]", "[[:bad:]]", "[a", "[a-", "[\\]]", "[b-a]",
            "[[:x]", "[a-\\c]", "[[a]")),
        Tuple.of(1, Arbitraries.of("\\", "\\*", "\\ ", "\\#", "\\!", "\\a", "!")));
    return piece.list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(pieces -> String.join("", pieces))
        .filter(pattern -> !pattern.matches(".*([^/*]\\*\\*|\\*\\*[^/*]|\\\\/|//).*"));
  }

  @Property(tries = 150)
  void agreeWithGit(@ForAll("files") List<String> lines) throws IOException {
    assertEquals(git(lines), ours(lines), () -> "patterns " + lines);
  }

  @Provide
  Arbitrary<List<String>> files() {
    Arbitrary<String> line = Arbitraries.oneOf(patterns(), patterns(), patterns().map(p -> "!" + p),
        patterns().map(p -> p + "/"), patterns().map(p -> p + "  "));
    return line.list().ofMinSize(1).ofMaxSize(4);
  }

  @Example
  void examplesOfTheManual() throws IOException {
    for (List<String> lines : List.of(List.of("a/"), List.of("/b"), List.of("a/*"),
        List.of("*", "!a", "!a/", "!*.c"), List.of("/*", "!/a", "/a/*", "!/a/b"),
        List.of("a/**/a"), List.of("**/b"), List.of("**"), List.of("**/"), List.of("/"),
        List.of("#b"), List.of("\\#b", "\\!b"), List.of("a\\ b  "), List.of("a b\r"),
        List.of(""), List.of("   "), List.of("a*"), List.of("a\\*"), List.of("[[]a]"))) {
      assertEquals(git(lines), ours(lines), () -> "patterns " + lines);
    }
  }

  private static Set<String> git(List<String> lines) throws IOException {
    Files.writeString(tree.resolve(".git/info/exclude"), String.join("\n", lines) + "\n");
    byte[] question = (String.join("\0", PATHS) + "\0").getBytes(UTF_8);
    Program.Outcome outcome = GIT.run(tree, question, "-c", "core.excludesFile=/dev/null",
        "check-ignore", "--no-index", "-z", "--stdin");
    assertEquals("", outcome.stderr());
    var ignored = new TreeSet<>(List.of(new String(outcome.stdout(), UTF_8).split("\0")));
    ignored.remove("");
    return ignored;
  }

  private static Set<String> ours(List<String> lines) {
    var rules = new IgnoreRules();
    rules.addFile((String.join("\n", lines) + "\n").getBytes(UTF_8));
    var ignored = new TreeSet<String>();
    for (String path : PATHS) {
      for (int i = 1; i <= path.length(); i++) {
        if (i == path.length() || path.charAt(i) == '/') {
          String prefix = path.substring(0, i);
          if (rules.leavesOut(ArchivePath.of(prefix), Files.isDirectory(tree.resolve(prefix)))) {
            ignored.add(path);
          }
        }
      }
    }
    return ignored;
  }

  @Property
  void patternsOfAnyBytesEnd(@ForAll byte[] pattern, @ForAll byte[] path) {
    var rules = new IgnoreRules();
    rules.add(pattern);
    rules.addFile(pattern);
    ArchivePath.parse(path)
        .filter(parsed -> !parsed.isTop())
        .ifPresent(parsed -> rules.leavesOut(parsed, false));
  }

  /// Work grows with the product of the lengths, not exponentially.
  @Example
  void manyStarsAreQuick() {
    var rules = new IgnoreRules();
    rules.add("*a".repeat(500).getBytes(UTF_8));
    rules.leavesOut(ArchivePath.of("a".repeat(4000)), false);
  }
}
