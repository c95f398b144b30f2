package dura.band.run;

import dura.band.machine.CheckDepth;
import dura.band.machine.Finding;
import dura.band.model.ArchivePath;
import dura.band.source.MemoryTree;
import dura.band.store.MemoryStore;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.codec.pipeline.ObjectEncoder;
import dura.proto.ObjectHead;
import dura.spec.RedundancyProfile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The files of an archive as a value: tests take a copy, damage it, have it checked and repaired, and
/// compare.
final class FsckArchive {
  private final NavigableMap<String, ByteSlice> files;

  private FsckArchive(NavigableMap<String, ByteSlice> files) {
    this.files = files;
  }

  /// What a test archive holds now.
  static FsckArchive of(TestArchive archive) throws IOException {
    return of(archive.store);
  }

  /// What `store` holds.
  static FsckArchive of(Store store) throws IOException {
    var files = new TreeMap<String, ByteSlice>();
    collect(store, "", files);
    return new FsckArchive(files);
  }

  private static void collect(Store store, String directory, Map<String, ByteSlice> files)
      throws IOException {
    for (Store.Listed listed : store.list(directory)) {
      String path = directory.isEmpty() ? listed.name() : directory + "/" + listed.name();
      if (listed.directory()) {
        collect(store, path, files);
      } else {
        files.put(path, store.read(path).map(StoredBytes::bytes).orElseThrow());
      }
    }
  }

  private static @Nullable FsckArchive sample;

  /// A band with blocks, an index object and parity of both, in an archive with a key. Made once.
  static synchronized FsckArchive sample() throws Exception {
    if (sample == null) {
      sample = of(filled(TestArchive.encrypted()));
    }
    return sample;
  }

  /// As [#sample], not encrypted, of another profile.
  static FsckArchive plain(RedundancyProfile profile) throws Exception {
    return of(filled(TestArchive.plain(profile)));
  }

  private static TestArchive filled(TestArchive archive) throws Exception {
    MemoryTree tree = TestTrees.many(150);
    tree.putFile(ArchivePath.of("noise"), TestTrees.noise(7, 2_300_000));
    archive.backup(tree);
    return archive;
  }

  /// Three bands that are not encrypted; the first has two groups of blocks.
  static FsckArchive severalGroups() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STRONG);
    for (int length : List.of(9_000_000, 700_000, 300_000)) {
      MemoryTree tree = TestTrees.many(60);
      tree.putFile(ArchivePath.of("noise"), TestTrees.noise(length, length));
      archive.backup(tree);
    }
    return of(archive);
  }

  /// All files.
  NavigableMap<String, ByteSlice> files() {
    return new TreeMap<>(files);
  }

  /// A new store with these files.
  MemoryStore store() throws IOException {
    var store = new MemoryStore();
    for (Map.Entry<String, ByteSlice> file : files.entrySet()) {
      store.putIfAbsent(file.getKey(), file.getValue());
    }
    return store;
  }

  FsckArchive with(String path, byte[] bytes) {
    var changed = new TreeMap<>(files);
    changed.put(path, ByteSlice.of(bytes));
    return new FsckArchive(changed);
  }

  FsckArchive without(String... paths) {
    var changed = new TreeMap<>(files);
    for (String path : paths) {
      if (changed.remove(path) == null) {
        throw new IllegalArgumentException(path);
      }
    }
    return new FsckArchive(changed);
  }

  FsckArchive swapped(String one, String other) {
    return with(one, bytes(other)).with(other, bytes(one));
  }

  byte[] bytes(String path) {
    return Objects.requireNonNull(files.get(path), path).toByteArray();
  }

  List<String> paths() {
    return List.copyOf(files.keySet());
  }

  /// Paths of object files whose name begins with `prefix`.
  List<String> named(String prefix) {
    return files.keySet()
        .stream()
        .filter(path -> path.substring(path.lastIndexOf('/') + 1).startsWith(prefix))
        .toList();
  }

  /// The path, of those with this prefix, that comes first.
  String first(String prefix) {
    return named(prefix).getFirst();
  }

  /// The object at `path` encoded anew with another head or payload: whole in itself.
  byte[] encodedAnew(String path, UnaryOperator<ObjectHead> head, UnaryOperator<byte[]> payload) {
    var good = (DecodedObject.Good) ObjectDecoder.decode(Expectation.ofFile(path),
        StoredBytes.whole(bytes(path)));
    return ObjectEncoder.encode(head.apply(good.found().head()),
        ByteSlice.of(payload.apply(good.payload().toByteArray())),
        RedundancyProfile.STANDARD).bytes().toByteArray();
  }

  static FsckReport check(Store store, CheckDepth depth) throws Exception {
    return check(store, depth, 2);
  }

  static FsckReport check(Store store, CheckDepth depth, int jobs) throws Exception {
    try (var driver = new FsckDriver(store, jobs, new RecordingMonitor())) {
      return driver.check(CheckRequest.whole(depth).with(TestArchive.keys())).report();
    }
  }

  static FsckReport repair(Store store) throws Exception {
    try (var driver = new FsckDriver(store, 2, new RecordingMonitor())) {
      return driver.repair(driver.check(CheckDepth.FULL));
    }
  }

  /// Paths of the findings with `outcome`, in order.
  static List<String> paths(FsckReport report, Finding.Outcome outcome) {
    return report.findings()
        .stream()
        .filter(finding -> finding.outcome() == outcome)
        .map(Finding::path)
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FsckArchive that && files.equals(that.files);
  }

  @Override
  public int hashCode() {
    return files.hashCode();
  }

  /// The names alone: a failure should be readable.
  @Override
  public String toString() {
    return files.toString();
  }
}
