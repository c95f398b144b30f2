package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.CheckDepth;
import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.BandTail;
import dura.band.model.FileExtent;
import dura.band.model.ForeignGroups;
import dura.band.model.GroupLine;
import dura.band.model.TreeEntry;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.source.MemoryTree;
import dura.band.store.RecordingStore;
import dura.band.store.StoreOperation;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Random edits, a backup after each few of them: every version comes back, and every tail names the
/// groups that its version needs.
class IncrementProperties {
  private final Map<BandName, List<String>> sums = new HashMap<>();

  @Property(tries = 6)
  void everyVersionComesBack(@ForAll long seed) throws Exception {
    sums.clear();
    var random = new Random(seed);
    TestArchive archive = random.nextInt(3) == 0
        ? TestArchive.encrypted()
        : TestArchive.plain(RedundancyProfile.LEAN);
    var tree = new MemoryTree();
    var directories = new ArrayList<>(List.of(ArchivePath.TOP));
    var versions = new TreeMap<BandName, NavigableMap<String, String>>();
    int bands = 2 + random.nextInt(5);
    for (int band = 0; band < bands; band++) {
      for (int edit = random.nextInt(band == 0 ? 120 : 12); edit >= 0; edit--) {
        edit(tree, directories, random);
      }
      BackupReport report = archive.backup(tree);
      versions.put(report.tail().head().band(), TestArchive.print(tree));
    }
    for (var version : versions.entrySet()) {
      var told = new RecordingMonitor();
      assertEquals(version.getValue(),
          archive.restoreBand(version.getKey().toString(), told).tree());
      assertEquals(List.of(), told.alarms());
      needsNoMoreThanItsTailSays(archive, version.getKey());
    }
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.DEEP);
    assertTrue(report.isClean(), report.findings()::toString);
  }

  /// Changes one thing.
  ///
  /// @param directories made so far, whether they are still there or not
  private static void edit(MemoryTree tree, List<ArchivePath> directories, Random random)
      throws Exception {
    ArchivePath parent = directories.get(random.nextInt(directories.size()));
    ArchivePath path = parent
        .child(Integer.toString(random.nextInt(400), 36).getBytes(StandardCharsets.US_ASCII));
    try {
      tree.remove(path);
    } catch (PosixException e) {
      assertTrue(e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR, e::toString);
      directories.remove(parent);
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> {
        // It stays away.
      }
      case 1 -> {
        tree.addDirectory(path);
        directories.add(path);
      }
      case 2 -> tree.putFile(path, new byte[0]);
      // A few contents that come again under other names, some larger than a chunk.
      case 3 -> tree.putFile(path, noise(random.nextInt(3), 700_000));
      case 4, 5 -> tree.putFile(path, noise(random.nextInt(10), 2000));
      default -> tree.putFile(path, noise(random.nextLong(), random.nextInt(3000)));
    }
  }

  /// Recomputes from the files SHA256SUMS what the tail says of groups, and looks up every object that
  /// reading the version touches.
  private void needsNoMoreThanItsTailSays(TestArchive archive, BandName name) throws Exception {
    var calls = new RecordingStore(archive.store);
    ArchiveReader reader =
        ArchiveReader.open(calls, TestArchive.keys(), new RecordingMonitor());
    BandInfo band = reader.band(name);
    BandTail tail = band.tail().orElseThrow();
    var named = new TreeMap<String, String>();
    addGroups(archive, tail, 0, tail.groups().size() - 1, named);
    for (ForeignGroups refers : tail.refers()) {
      BandTail other = reader.band(refers.band()).tail().orElseThrow();
      ByteSlice lists = addGroups(archive, other, refers.first(), refers.last(), named);
      assertEquals(refers.listsSha256(), Sha256.of(lists));
    }
    calls.clear();
    EntrySource entries = reader.index(band).entries(Selection.all());
    for (Optional<TreeEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
      for (FileExtent extent : next.get().extents()) {
        assertTrue(named.containsKey(extent.blockId().path()), extent.blockId()::path);
      }
    }
    for (String path : calls.paths(StoreOperation.READ)) {
      if (path.contains("/i/")) {
        assertTrue(named.containsKey(path), path);
      }
    }
  }

  /// Adds the members of some groups by their paths.
  ///
  /// @return their lines
  private ByteSlice addGroups(TestArchive archive, BandTail tail, int first, int last,
      Map<String, String> named) throws Exception {
    BandName band = tail.head().band();
    if (!sums.containsKey(band)) {
      sums.put(band, List.of(new String(archive.bytes(band + "/SHA256SUMS"),
          StandardCharsets.US_ASCII).split("\n", -1)));
    }
    List<String> lines = Objects.requireNonNull(sums.get(band));
    var text = new StringBuilder();
    int at = 1;
    for (GroupLine group : tail.groups()) {
      for (String line : lines.subList(at, at + group.members())) {
        if (group.number() >= first && group.number() <= last) {
          text.append(line).append('\n');
          named.put(band + "/" + line.substring(line.indexOf("  ") + 2), line);
        }
      }
      at += group.members() + group.parity();
    }
    return ByteSlice.utf8(text.toString());
  }
}
