package dura.band.run;

import dura.band.machine.BandGroups;
import dura.band.model.ArchiveHeader;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.run.ArchiveException.Reason;
import dura.band.run.BandInfo.Signature;
import dura.band.run.BandInfo.State;
import dura.band.store.Store;
import dura.band.store.Store.Listed;
import dura.codec.crypt.SessionKeySource;
import dura.codec.head.Sheet.IllegalSheet;
import dura.codec.pipeline.DecodedObject;
import dura.proto.IndexRoot;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// An archive, or what is left of one, opened for reading. Everything that is not as it should be
/// goes to the monitor, each thing once; what can be repaired in memory is. Thread-safe.
///
/// ```
/// var archive = ArchiveReader.open(store, keys, monitor);
/// BandIndex index = archive.index(archive.select("latest"));
/// RestoreDriver.run(new RestoreRequest(index, …), target, monitor);
/// ```
public final class ArchiveReader {
  /// Memory for decoded blocks and frames.
  private static final long BLOCK_CACHE_BYTES = 48L << 20;

  /// Memory for decrypted index objects.
  private static final long INDEX_CACHE_BYTES = 16L << 20;

  private final Store store;
  private final AlarmBook alarms;
  private final ArchiveHeader header;
  private final TailReader tails;
  private final GroupRecovery recovery;
  private final ObjectLoader loader;
  private final SessionKeySource sessionKeys;
  private final HunkReader hunks;
  private final ObjectTables tables;
  private final BlockReader blocks;

  private ArchiveReader(Store store, Keys keys, AlarmBook alarms, ArchiveHeader header,
      Optional<IndexCache> local) {
    this.store = store;
    this.alarms = alarms;
    this.header = header;
    this.tails = new TailReader(store, header);
    this.recovery =
        new GroupRecovery(store, header.id(), band -> tails.read(band, tailPaths(band))
            .tail()
            .or(() -> tails.former(band).map(TailReader.Former::kept)));
    this.loader = new ObjectLoader(store, header.id(), recovery);
    this.sessionKeys = keys.forArchive(header);
    this.hunks = new HunkReader(loader, sessionKeys, new ContentCache(INDEX_CACHE_BYTES),
        local);
    this.tables = new ObjectTables(hunks, this::tableRoot);
    this.blocks = new BlockReader(loader, tables, sessionKeys,
        new ContentCache(BLOCK_CACHE_BYTES), Runnable::run);
  }

  /// Opens the archive at `store`.
  ///
  /// @throws IOException where the place itself fails
  /// @throws ArchiveException [Reason.NotAnArchive], [Reason.NewerFormat]
  /// @throws AbortedException where an alarm ended the work
  public static ArchiveReader open(Store store, Keys keys, Monitor monitor)
      throws IOException, ArchiveException, AbortedException {
    var alarms = new AlarmBook(monitor);
    ArchiveHeader header = new HeaderReader(store, alarms).read();
    if (!header.requires().isEmpty()) {
      alarms.raise(Alarm.found(AlarmCode.FEATURE_UNKNOWN, ObjectId.ARCHIVE.path(),
          String.join(" ", header.requires())));
    }
    return new ArchiveReader(store, keys, alarms, header, Optional.empty());
  }

  /// An archive whose header was read already.
  ///
  /// @param local copies of index objects
  static ArchiveReader of(Store store, ArchiveHeader header, Keys keys,
      Optional<IndexCache> local, Monitor monitor) {
    return new ArchiveReader(store, keys, new AlarmBook(monitor), header, local);
  }

  /// Refuses an archive that this program must not write to, or whose contents it must not decode.
  ///
  /// @throws ArchiveException [Reason.FeaturesUnknown]
  public void requireKnownFeatures() throws ArchiveException {
    requireFeatures(header.requires());
  }

  /// Refuses a place that is an archive of another format only.
  ///
  /// @throws ArchiveException [Reason.NewerFormat]
  public static void requireKnownFormat(Store store) throws ArchiveException {
    HeaderReader.refuseNewerFormat(store);
  }

  /// The archive header: the newest intact one.
  public ArchiveHeader header() {
    return header;
  }

  /// The place.
  public Store store() {
    return store;
  }

  /// The tails of its bands.
  TailReader tails() {
    return tails;
  }

  /// Hunks of its index objects.
  HunkReader hunks() {
    return hunks;
  }

  /// Its blocks.
  BlockReader blocks() {
    return blocks;
  }

  /// What its indexes say of objects.
  ObjectTables tables() {
    return tables;
  }

  /// Whoever opens its objects.
  SessionKeySource sessionKeys() {
    return sessionKeys;
  }

  /// All bands, in order.
  public List<BandInfo> bands() throws IOException, AbortedException {
    var bands = new ArrayList<BandInfo>();
    for (BandName name : HeaderReader.bands(store)) {
      bands.add(band(name));
    }
    return bands;
  }

  /// What head and tail of a band say.
  public BandInfo band(BandName name) throws IOException, AbortedException {
    Set<String> present = new HashSet<>();
    for (Listed listed : store.list(name.toString())) {
      present.add(name + "/" + listed.name());
    }
    if (ObjectId.of(name, ObjectName.PRUNED).paths().stream().anyMatch(present::contains)) {
      return new BandInfo(name, State.PRUNED, Signature.NONE, head(name), Optional.empty(),
          Optional.empty());
    }
    TailReader.Found found = tails.read(name, present);
    alarms.raise(found.alarms());
    if (found.tombstone()) {
      return new BandInfo(name, State.ABANDONED, found.signature(), head(name),
          Optional.empty(), found.objectSha256());
    }
    State state = found.tail().isPresent() ? State.FINISHED : State.PARTIAL;
    Optional<BandHead> head =
        found.tail().isPresent() ? found.tail().map(BandTail::head) : head(name);
    return new BandInfo(name, state, found.signature(), head, found.tail(),
        found.objectSha256());
  }

  private Optional<BandHead> head(BandName name) throws AbortedException {
    DecodedObject decoded = loader.load(ObjectId.of(name, ObjectName.HEAD));
    if (!(decoded instanceof DecodedObject.Good good)) {
      alarms.raise(Alarm.of(AlarmCode.BAND_HEAD_MISSING,
          ObjectId.of(name, ObjectName.HEAD).path()));
      return Optional.empty();
    }
    alarms.raise(good.alarms());
    try {
      BandHead head = BandHead.parse(good.payload());
      return head.band().equals(name) ? Optional.of(head) : Optional.empty();
    } catch (IllegalSheet _) {
      alarms.raise(Alarm.of(AlarmCode.BAND_HEAD_MISSING,
          ObjectId.of(name, ObjectName.HEAD).path()));
      return Optional.empty();
    }
  }

  /// The band that a user means: its name or the beginning of it, `latest`, `latest~N`, or a time as
  /// `2026-11-20`, `2026-11-20T15:04`, `2026-11-20T15:04:05`, with `Z` for UTC.
  ///
  /// @throws ArchiveException [Reason.NoBand], [Reason.NoSuchBand], [Reason.AmbiguousBand]
  public BandInfo select(String selector)
      throws IOException, ArchiveException, AbortedException {
    return BandSelector.select(bands(), selector, ZoneId.systemDefault());
  }

  /// Opens the index of a finished band, or as much as there is of one that was interrupted.
  ///
  /// @throws ArchiveException [Reason.FeaturesUnknown], [Reason.KeyMissing],
  ///     [Reason.IndexUnreadable]
  public BandIndex index(BandInfo band) throws ArchiveException, AbortedException {
    requireFeatures(header.requires());
    requireFeatures(band.head().map(BandHead::requires).orElse(List.of()));
    if (band.tail().isEmpty()) {
      alarms.raise(Alarm.of(AlarmCode.BAND_PARTIAL, band.name().toString()));
      return new BandIndex(band, checkpoint(band)
          .orElseThrow(() -> new ArchiveException(new Reason.IndexUnreadable(band.name())))
          .root(), hunks, blocks, alarms);
    }
    HunkReader.ReadHunk root = hunks.read(band.tail().get().indexRoot());
    if (root.closed().isPresent()) {
      throw new ArchiveException(new Reason.KeyMissing(root.closed().get()));
    }
    alarms.raise(root.alarms());
    if (!(root.hunk().orElse(null) instanceof IndexHunk.Root found)) {
      throw new ArchiveException(new Reason.IndexUnreadable(band.name()));
    }
    return new BandIndex(band, found, hunks, blocks, alarms);
  }

  /// How far the index of a band is that was interrupted.
  private Optional<Checkpoint> checkpoint(BandInfo band) {
    try {
      return band.state() == State.PARTIAL
          ? Checkpoint.newest(this, band.name(), _ -> true)
          : Optional.empty();
    } catch (IOException _) {
      // What cannot be listed cannot be read either.
      return Optional.empty();
    }
  }

  /// What the root of a band's index says of the backup: sources, host, tags, description. For lists;
  /// empty, and nothing is told, where there is no key or the root cannot be read.
  public Optional<IndexRoot> description(BandInfo band) {
    boolean known = header.requires().isEmpty()
        && band.head().map(BandHead::requires).orElse(List.of()).isEmpty();
    return band.tail()
        .filter(_ -> known)
        .flatMap(tail -> hunks.read(tail.indexRoot()).hunk())
        .flatMap(hunk -> hunk instanceof IndexHunk.Root root
            ? Optional.of(root.fields())
            : Optional.empty())
        .or(() -> known
            ? checkpoint(band).map(found -> found.root().fields())
            : Optional.empty());
  }

  /// What can be listed of a band without the root of its index: the entries that its own index
  /// objects hold. All there is of a band that was interrupted.
  ///
  /// @throws ArchiveException [Reason.FeaturesUnknown]
  public BandContents leaves(BandInfo band) throws IOException, ArchiveException {
    requireFeatures(header.requires());
    return new BandLeaves(band, numbered(band.name(), 'i'), hunks, blocks, alarms);
  }

  /// What can be restored of a band without any index (format-spec/60-block.md): the files that its
  /// own blocks hold, under the names they were stored with.
  ///
  /// @throws ArchiveException [Reason.FeaturesUnknown]
  public BandContents blocks(BandInfo band) throws IOException, ArchiveException {
    requireFeatures(header.requires());
    return new BandBlocks(band, numbered(band.name(), 'd'), blocks, alarms);
  }

  /// The groups of a band, as far as their members are known.
  BandGroups groups(BandName band) {
    return recovery.groups(band);
  }

  /// A hunk, for a writer that can do without: what is wrong with it is told, but not that there is no
  /// key.
  Optional<IndexHunk> hunk(HunkReference reference) throws AbortedException {
    HunkReader.ReadHunk read = hunks.read(reference);
    if (read.closed().isEmpty()) {
      alarms.raise(read.alarms());
    }
    return read.hunk();
  }

  void raise(Alarm alarm) throws AbortedException {
    alarms.raise(alarm);
  }

  /// The band's objects of one letter, in order of their numbers: those that are there, and those
  /// that its groups name.
  private List<ObjectId> numbered(BandName band, char letter) throws IOException {
    var objects = new TreeSet<ObjectId>(Comparator.comparing(ObjectId::name));
    objects.addAll(ObjectFolders.list(store, band, letter));
    recovery.members(band)
        .stream()
        .filter(id -> id.band().equals(Optional.of(band)) && id.name().text().charAt(0) == letter)
        .forEach(objects::add);
    return List.copyOf(objects);
  }

  private static void requireFeatures(List<String> features) throws ArchiveException {
    if (!features.isEmpty()) {
      throw new ArchiveException(new Reason.FeaturesUnknown(features));
    }
  }

  private static Set<String> tailPaths(BandName name) {
    return Set.copyOf(ObjectId.of(name, ObjectName.TAIL).paths());
  }

  /// Where the object table of a band begins. What is wrong with other bands is told when they are
  /// read themselves.
  private Optional<HunkReference> tableRoot(BandName name) {
    return tails.read(name, tailPaths(name))
        .tail()
        .or(() -> tails.former(name).map(TailReader.Former::tail))
        .flatMap(tail -> hunks.read(tail.indexRoot()).hunk())
        .flatMap(hunk -> hunk instanceof IndexHunk.Root root ? root.objects() : Optional.empty());
  }
}
