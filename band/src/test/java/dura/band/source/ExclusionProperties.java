package dura.band.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.posix.Errno;
import dura.band.source.MemoryTree.Call;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What each [Exclusion] leaves of a tree, against what its words say of every single path.
class ExclusionProperties {
  private static final String HEADER = "mark";
  private static final FileName MARKER = FileName.of("m");

  /// One entry to be.
  ///
  /// @param contents of a file; a directory where there is none
  /// @param flagged whether it has the `d` flag
  /// @param mounted whether another file system is mounted there
  record Made(String path, String contents, boolean flagged, boolean mounted) {
    boolean directory() {
      return contents.isEmpty();
    }
  }

  @Provide
  Arbitrary<List<Made>> entries() {
    Arbitrary<String> path = Arbitraries.of("a", "b", "m")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(names -> "s/" + String.join("/", names));
    Arbitrary<Boolean> seldom = Arbitraries.integers().between(0, 5).map(n -> n == 0);
    return Combinators.combine(path, Arbitraries.of("", "", HEADER, "marks", "mar", "xmark"),
        seldom, seldom).as(Made::new).list().ofMaxSize(40);
  }

  private static ArchivePath path(String text) {
    return ArchivePath.of(text.getBytes(UTF_8));
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /// Puts those into `tree` that have a directory above them and a name of their own.
  ///
  /// @return what was made, by path
  private static Map<String, Made> make(MemoryTree tree, List<Made> entries) throws IOException {
    var made = new TreeMap<String, Made>();
    made.put("s", new Made("s", "", false, false));
    tree.addDirectory(path("s"));
    for (Made entry : entries) {
      Made above = made.get(parent(entry.path()));
      if (above == null || !above.directory() || made.containsKey(entry.path())) {
        continue;
      }
      made.put(entry.path(), entry);
      if (entry.directory()) {
        tree.addDirectory(path(entry.path()));
      } else {
        tree.putFile(path(entry.path()), entry.contents().getBytes(UTF_8));
      }
      if (entry.flagged()) {
        tree.flagNodump(path(entry.path()));
      }
    }
    long device = 2;
    for (Made entry : made.values()) {
      if (entry.directory() && entry.mounted()) {
        tree.mount(path(entry.path()), device++);
      }
    }
    return made;
  }

  private static Set<String> walk(SourceTree tree) throws IOException {
    var found = new TreeSet<String>();
    walk(tree, ArchivePath.TOP, found);
    return found;
  }

  private static void walk(SourceTree tree, ArchivePath directory, Set<String> found)
      throws IOException {
    for (DirectoryEntry entry : tree.list(directory)) {
      ArchivePath path = directory.child(entry.name());
      found.add(path.toString());
      if (tree.stat(path).kind() == FileKind.DIRECTORY) {
        walk(tree, path, found);
      }
    }
  }

  /// Whether an entry stays, as far as its own directory and itself decide; what is below one that
  /// goes, goes as well.
  private interface Model {
    boolean stays(Made entry);
  }

  private static void check(List<Made> entries, Exclusion exclusion,
      Function<Map<String, Made>, Model> model) throws IOException {
    var tree = new MemoryTree();
    Map<String, Made> made = make(tree, entries);
    Model says = model.apply(made);
    var expected = new TreeSet<String>();
    // Directories come before what is below them.
    made.forEach((name, entry) -> {
      if (name.equals("s") || expected.contains(parent(name)) && says.stays(entry)) {
        expected.add(name);
      }
    });
    assertEquals(expected, walk(new FilteredSourceTree(new MemorySourceTree(tree), exclusion)));
  }

  @Property(tries = 300)
  void markedDirectories(@ForAll("entries") List<Made> entries) throws IOException {
    check(entries, new MarkedDirectories(MARKER, ByteSlice.EMPTY),
        made -> entry -> !made.containsKey(parent(entry.path()) + "/m")
            || entry.path().endsWith("/m"));
  }

  @Property(tries = 300)
  void markedDirectoriesByHeader(@ForAll("entries") List<Made> entries) throws IOException {
    check(entries, new MarkedDirectories(MARKER, ByteSlice.utf8(HEADER)), made -> entry -> {
      Made marker = made.get(parent(entry.path()) + "/m");
      return marker == null || !marker.contents().startsWith(HEADER)
          || entry.path().endsWith("/m");
    });
  }

  /// Mounts below mounts have numbers of their own; whatever is mounted, is not of the source.
  @Property(tries = 300)
  void otherFileSystems(@ForAll("entries") List<Made> entries) throws IOException {
    check(entries, new OtherFileSystems(),
        made -> entry -> !parent(entry.path()).contains("/")
            || !Objects.requireNonNull(made.get(parent(entry.path()))).mounted());
  }

  @Property(tries = 300)
  void nodump(@ForAll("entries") List<Made> entries) throws IOException {
    check(entries, new NodumpEntries(), _ -> entry -> !entry.flagged());
  }

  /// Other file systems are not so much as listed: one that hangs must not be touched.
  @Example
  void otherFileSystemsAreNotListed() throws IOException {
    var tree = new MemoryTree();
    tree.addDirectory(path("s"));
    tree.addDirectory(path("s/net"));
    tree.mount(path("s/net"), 7);
    tree.plan(Call.LIST, path("s/net"), Errno.EIO);
    assertEquals(new TreeSet<>(List.of("s", "s/net")),
        walk(new FilteredSourceTree(new MemorySourceTree(tree), new OtherFileSystems())));
  }

  /// Where nobody can read the marker nothing is left out.
  @Example
  void unreadableMarkerMarksNothing() throws IOException {
    for (Call call : List.of(Call.STAT, Call.OPEN, Call.READ)) {
      var tree = new MemoryTree();
      tree.addDirectory(path("s"));
      tree.putFile(path("s/m"), HEADER.getBytes(UTF_8));
      tree.putFile(path("s/a"), new byte[1]);
      tree.plan(call, path("s/m"), Errno.EACCES);
      var exclusion = new MarkedDirectories(MARKER, ByteSlice.utf8(HEADER));
      assertEquals(List.of("a", "m"),
          exclusion.list(new MemorySourceTree(tree), path("s"))
              .stream()
              .map(entry -> entry.name().toString())
              .toList());
    }
  }
}
