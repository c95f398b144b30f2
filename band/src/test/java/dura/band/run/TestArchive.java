package dura.band.run;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.RestoreMachine.Purpose;
import dura.band.model.ArchiveHeader;
import dura.band.model.ArchivePath;
import dura.band.model.EncryptionMode;
import dura.band.model.KeyBlock;
import dura.band.source.Existing;
import dura.band.source.MemoryRestoreTarget;
import dura.band.source.MemorySourceTree;
import dura.band.source.MemoryTree;
import dura.band.source.SourceTree;
import dura.band.store.MemoryStore;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.crypt.Identity;
import dura.codec.crypt.KeyMaker;
import dura.codec.crypt.LockedIdentity;
import dura.codec.crypt.Recipient;
import dura.codec.envelope.StoredBytes;
import dura.proto.Compression;
import dura.spec.RedundancyProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// An archive in memory that a test fills with bands, damages and reads. Equal histories give equal
/// bytes.
final class TestArchive {
  static final String PASSPHRASE = "correct horse battery staple";

  private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");
  private static final ByteSlice ID = ByteSlice.hex("000102030405060708090a0b0c0d0e0f");

  final Store store = new MemoryStore();
  final ArchiveHeader header;
  Identity signer;
  private final Compression compression;
  private int bands;
  private int readRetries;
  private PathChoices choices = PathChoices.NONE;
  private Duration tick = Duration.ZERO;

  private TestArchive(EncryptionMode mode, Compression compression, RedundancyProfile profile)
      throws Exception {
    this(mode, compression, profile, Optional.empty());
  }

  private TestArchive(EncryptionMode mode, Compression compression, RedundancyProfile profile,
      Optional<byte[]> certificate) throws Exception {
    this.compression = compression;
    long then = BEGIN.getEpochSecond();
    String signing = KeyMaker.clientKey("test", then, random("signer"));
    LockedIdentity client = LockedIdentity.parse(signing.getBytes(StandardCharsets.US_ASCII));
    this.signer = client.unlock();
    var signers = List.of(new KeyBlock(ByteSlice.hex(client.fingerprints().getFirst()),
        armored(client.certificates().getFirst())));
    var certificates = new ArrayList<KeyBlock>();
    Optional<KeyBlock> secret = Optional.empty();
    if (certificate.isPresent()) {
      Recipient recipient = Recipient.parse(certificate.get(), then);
      certificates
          .add(new KeyBlock(ByteSlice.of(recipient.fingerprint()), recipient.armored()));
    } else if (mode != EncryptionMode.NONE) {
      String key =
          KeyMaker.archiveKey(ID.toHex(), PASSPHRASE.toCharArray(), then, random("key"));
      Recipient recipient = Recipient.parse(key.getBytes(StandardCharsets.US_ASCII), then);
      var fingerprint = ByteSlice.of(recipient.fingerprint());
      certificates.add(new KeyBlock(fingerprint, recipient.armored()));
      secret = Optional.of(new KeyBlock(fingerprint, key));
    }
    this.header = new ArchiveHeader(ID, BEGIN, 1, List.of(), profile, compression, mode,
        certificates, signers, secret);
    ArchiveMaker.create(store, header, new RecordingMonitor());
  }

  /// An archive that consists of `files`; its header is that of a plain one and not used for reading.
  static TestArchive holding(Map<String, byte[]> files) throws Exception {
    TestArchive archive = plain(RedundancyProfile.STANDARD);
    for (var file : files.entrySet()) {
      archive.replace(file.getKey(), file.getValue());
    }
    return archive;
  }

  private static String armored(byte[] certificate) {
    return dura.codec.crypt.Armor.encode(certificate);
  }

  /// An archive that is not encrypted.
  static TestArchive plain(RedundancyProfile profile) throws Exception {
    return new TestArchive(EncryptionMode.NONE, Compression.ZSTD, profile);
  }

  static TestArchive compressed(Compression compression) throws Exception {
    return new TestArchive(EncryptionMode.NONE, compression, RedundancyProfile.STANDARD);
  }

  /// An archive whose key is protected by [#PASSPHRASE].
  static TestArchive encrypted() throws Exception {
    return encrypted(RedundancyProfile.STANDARD);
  }

  static TestArchive encrypted(RedundancyProfile profile) throws Exception {
    return new TestArchive(EncryptionMode.PASSPHRASE, Compression.ZSTD, profile);
  }

  /// An archive that is encrypted to a certificate.
  static TestArchive encryptedTo(byte[] certificate) throws Exception {
    return new TestArchive(EncryptionMode.CERTIFICATES, Compression.ZSTD,
        RedundancyProfile.STANDARD, Optional.of(certificate));
  }

  /// Random bytes that follow from `seed`.
  static SecureRandom random(String seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(Sha256.of(ByteSlice.utf8(seed)).toByteArray());
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Lets files that change while they are read be read again from now on.
  TestArchive readingAgain(int times) {
    readRetries = times;
    return this;
  }

  /// Treats paths in these ways from now on.
  TestArchive choosing(PathChoices paths) {
    choices = paths;
    return this;
  }

  /// Each look at the clock takes this long from now on.
  TestArchive ticking(Duration time) {
    tick = time;
    return this;
  }

  /// Backs `tree` up into a new band.
  BackupReport backup(MemoryTree tree) throws Exception {
    return backup(tree, store, Trust.METADATA, keys(), new RecordingMonitor());
  }

  /// Backs `tree` up through `through`, which passes on to [#store].
  BackupReport backup(MemoryTree tree, Store through, Trust trust, Keys keys, Monitor monitor)
      throws Exception {
    return backup(new MemorySourceTree(tree), through, trust, keys, Optional.empty(), monitor);
  }

  /// Backs any tree up.
  BackupReport backup(SourceTree source, Monitor monitor) throws Exception {
    return backup(source, store, Trust.METADATA, keys(), Optional.empty(), monitor);
  }

  private BackupReport backup(SourceTree source, Store through, Trust trust, Keys keys,
      Optional<IndexCache> cache, Monitor monitor) throws Exception {
    bands++;
    Instant now = BEGIN.plusSeconds(3600L * bands);
    int band = bands;
    var calls = new AtomicInteger();
    var request = new BackupRequest(List.of(), header.profile(), compression, 2, "host",
        List.of(), "", "test", trust, choices, readRetries, keys, cache, Optional.of(signer),
        () -> now.plus(tick.multipliedBy(calls.getAndIncrement())),
        purpose -> random(band + purpose));
    return BackupDriver.run(through, source, header, request, monitor);
  }

  /// Tails are signed by another client from now on, whose key the header does not list.
  void signAsStranger(String name) throws Exception {
    String key = KeyMaker.clientKey(name, BEGIN.getEpochSecond(), random(name));
    signer = LockedIdentity.parse(key.getBytes(StandardCharsets.US_ASCII)).unlock();
  }

  /// Backs `tree` up as a client does that has no key, only a cache.
  BackupReport backupWithoutKey(MemoryTree tree, Store cache, Monitor monitor) throws Exception {
    return backupWithoutKey(tree, store, cache, monitor);
  }

  /// The same through `through`, which passes on to [#store].
  BackupReport backupWithoutKey(MemoryTree tree, Store through, Store cache, Monitor monitor)
      throws Exception {
    return backup(new MemorySourceTree(tree), through, Trust.METADATA, Keys.none(),
        Optional.of(new IndexCache(cache)), monitor);
  }

  static Keys keys() {
    return new Keys(List.of(), Keys.Passphrases.fixed(PASSPHRASE.toCharArray()),
        Optional.empty());
  }

  ArchiveReader open(Monitor monitor) throws Exception {
    return ArchiveReader.open(store, keys(), monitor);
  }

  BandIndex index(Monitor monitor) throws Exception {
    ArchiveReader reader = open(monitor);
    return reader.index(reader.select("latest"));
  }

  /// A tree and what a restore said of it.
  record Restored(RestoreReport report, NavigableMap<String, String> tree, MemoryTree files) {}

  /// Restores the newest band.
  Restored restore(Monitor monitor, ArchivePath... paths) throws Exception {
    return restoreInto(new MemoryTree(), Existing.KEEP, monitor, paths);
  }

  /// Restores the band that `selector` means.
  Restored restoreBand(String selector, Monitor monitor) throws Exception {
    ArchiveReader reader = open(monitor);
    return restoreInto(reader.index(reader.select(selector)), new MemoryTree(), Existing.KEEP,
        monitor);
  }

  Restored restoreInto(MemoryTree files, Existing existing, Monitor monitor,
      ArchivePath... paths) throws Exception {
    return restoreInto(index(monitor), files, existing, monitor, paths);
  }

  private static Restored restoreInto(BandIndex index, MemoryTree files, Existing existing,
      Monitor monitor, ArchivePath... paths) throws Exception {
    var request = new RestoreRequest(index, List.of(paths), existing, Purpose.RESTORE, 2);
    RestoreReport report = RestoreDriver.run(request,
        new MemoryRestoreTarget(files, ArchivePath.TOP), monitor);
    return new Restored(report, print(files), files);
  }

  /// Restores what `index` describes.
  static Restored restore(BandIndex index, Monitor monitor) throws Exception {
    return restoreInto(index, new MemoryTree(), Existing.KEEP, monitor);
  }

  static NavigableMap<String, String> print(MemoryTree tree) throws IOException {
    return TreePrint.of(new MemorySourceTree(tree));
  }

  /// Paths of all objects and files of the archive.
  List<String> paths() throws IOException {
    var paths = new ArrayList<String>();
    collect("", paths);
    return paths;
  }

  /// Paths of objects whose name begins with `prefix`.
  List<String> objects(String prefix) throws IOException {
    return paths().stream()
        .filter(path -> path.substring(path.lastIndexOf('/') + 1).startsWith(prefix))
        .toList();
  }

  private void collect(String directory, List<String> paths) throws IOException {
    for (Store.Listed listed : store.list(directory)) {
      String path = directory.isEmpty() ? listed.name() : directory + "/" + listed.name();
      if (listed.directory()) {
        collect(path, paths);
      } else {
        paths.add(path);
      }
    }
  }

  byte[] bytes(String path) throws IOException {
    return store.read(path).map(StoredBytes::bytes).orElseThrow().toByteArray();
  }

  void replace(String path, byte[] bytes) throws IOException {
    store.replacing().orElseThrow().replace(path, ByteSlice.of(bytes));
  }
}
