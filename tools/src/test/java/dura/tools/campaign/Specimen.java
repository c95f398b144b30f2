package dura.tools.campaign;

import dura.spec.RedundancyProfile;
import dura.testdata.SplitMix64;
import dura.tools.Cli;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// An archive of two bands as the program wrote it, and what went in.
///
/// @param archive its files by path
/// @param trees the files of every band by path
/// @param groups of the outer code, of all bands
/// @param key options with which the commands can read it
record Specimen(Kind kind, NavigableMap<String, byte[]> archive,
    List<NavigableMap<String, byte[]>> trees, List<Group> groups, List<String> key) {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  /// Which archive it is.
  ///
  /// @param source name of the tree
  record Kind(String source, RedundancyProfile profile, boolean encrypted) {
    @Override
    public String toString() {
      return source + " tree, " + profile.headerName() + (encrypted ? ", encrypted" : ", plain");
    }
  }

  /// Objects that protect one another.
  ///
  /// @param members paths of blocks or index objects
  /// @param parity paths
  record Group(List<String> members, List<String> parity) {
    boolean isOfBlocks() {
      return members.getFirst().contains("/d/");
    }

    List<String> all() {
      var all = new ArrayList<>(members);
      all.addAll(parity);
      return all;
    }
  }

  /// Backs up `source`, and then again with changes.
  ///
  /// @param work folder for the work, empty
  static Specimen make(Kind kind, NavigableMap<String, byte[]> source, Path work)
      throws IOException {
    var cli = new Cli(work);
    Path archive = work.resolve("specimen.dura");
    Path from = work.resolve("src");
    var options = new ArrayList<Object>(List.of("backup", archive, from, "--create",
        "--redundancy", kind.profile().headerName()));
    List<String> key = List.of();
    if (kind.encrypted()) {
      key = List.of("--passphrase-file", cli.file("passphrase", "correct horse").toString());
      options.addAll(key);
    } else {
      options.add("--no-encryption");
    }
    var trees = new ArrayList<NavigableMap<String, byte[]>>();
    for (int band = 0; band < 2; band++) {
      NavigableMap<String, byte[]> tree = version(source, band);
      Folder.write(from, tree);
      for (String path : tree.keySet()) {
        Files.setLastModifiedTime(from.resolve(path), FileTime.from(TIME.plusSeconds(band)));
      }
      cli.repeatable(TIME.plusSeconds(3600L * (band + 1)), kind + " " + band)
          .dura(options.toArray())
          .expect(0);
      options.removeIf(option -> option.equals("--create") || option.equals("--no-encryption")
          || option.equals("--redundancy") || option.equals(kind.profile().headerName()));
      trees.add(tree);
    }
    NavigableMap<String, byte[]> files = Folder.read(archive);
    return new Specimen(kind, files, trees, groups(files), key);
  }

  /// The tree with files gone, changed and new.
  private static NavigableMap<String, byte[]> version(NavigableMap<String, byte[]> source,
      int band) {
    var tree = new TreeMap<>(source);
    tree.put("noise", new SplitMix64(1).bytes(2_000_000));
    if (band > 0) {
      tree.remove(source.firstKey());
      byte[] changed = source.lastEntry().getValue().clone();
      tree.put(source.lastKey(), new SplitMix64(2).bytes(changed.length + 1));
      tree.put("more noise", new SplitMix64(3).bytes(900_000));
    }
    return tree;
  }

  /// Groups as the sums list them: members, then parity. Without parity every object is on its own.
  private static List<Group> groups(NavigableMap<String, byte[]> files) {
    var groups = new ArrayList<Group>();
    for (String path : files.keySet()) {
      if (path.endsWith("/SHA256SUMS")) {
        String band = path.substring(0, path.indexOf('/'));
        var members = new ArrayList<String>();
        var parity = new ArrayList<String>();
        for (String line : new String(Objects.requireNonNull(files.get(path)),
            StandardCharsets.UTF_8).lines().skip(1).toList()) {
          String object = Path.of(band).resolve(line.substring(66)).normalize().toString();
          boolean isParity = object.contains("/p/");
          if (!isParity && !parity.isEmpty()) {
            groups.add(new Group(List.copyOf(members), List.copyOf(parity)));
            members.clear();
            parity.clear();
          }
          (isParity ? parity : members).add(object);
        }
        if (!parity.isEmpty()) {
          groups.add(new Group(members, parity));
        } else {
          members.forEach(member -> groups.add(new Group(List.of(member), List.of())));
        }
      }
    }
    return groups;
  }

  /// The name of band `band`, counted from 0.
  String bandName(int band) {
    String prefix = String.format(Locale.ROOT, "b%06d-", band + 1);
    return archive.ceilingKey(prefix).substring(0, prefix.length() + 8);
  }

  /// Blocks, index objects and parity objects.
  List<String> objects() {
    return archive.keySet().stream().filter(path -> path.matches(".*/[dip]/.*")).toList();
  }

  byte[] bytes(String path) {
    return Objects.requireNonNull(archive.get(path), path);
  }
}
