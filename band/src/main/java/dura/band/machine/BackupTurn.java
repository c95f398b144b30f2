package dura.band.machine;

import dura.band.machine.BackupEvent.Trouble;
import dura.band.machine.BackupState.BlockStart;
import dura.band.machine.BackupState.Contents;
import dura.band.machine.BackupState.Item;
import dura.band.machine.BackupState.OpenFile;
import dura.band.machine.BackupState.PendingEntry;
import dura.band.machine.BackupState.PendingExtent;
import dura.band.machine.BackupState.Stage;
import dura.band.model.ArchivePath;
import dura.band.model.BandTail;
import dura.band.model.GroupKind;
import dura.band.model.IndexRootLine;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.Counters;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.GroupMember;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.Inconsistency;
import dura.proto.IndexEntry;
import dura.proto.IndexRoot;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.Limits;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One step of a [BackupMachine] in the making: takes a state apart, moves everything along that can
/// move, and puts the next state together. Lives for one step.
final class BackupTurn {
  private static final int INDEX_OBJECT_BYTES = 1 << 20;
  private static final int CHECKPOINT_BLOCKS = 64;
  private static final int WINDOW_SHARE = 100;
  private static final int MAX_WINDOW = 1 << 23;

  private final BackupPlan plan;
  private final List<BackupEffect> effects = new ArrayList<>();
  private final List<Alarm> alarms = new ArrayList<>();
  private final Counters.Builder counters;
  private Stage stage;
  private BackupState.Walk walk;
  private BackupState.Reading reading;
  private BackupState.Packing packing;
  private BackupState.Placing placing;
  private BackupState.Indexing indexing;
  private BackupState.Storing storing;
  private GroupLedger groups;

  BackupTurn(BackupState state) {
    plan = state.plan();
    stage = state.stage();
    walk = state.walk();
    reading = state.reading();
    packing = state.packing();
    placing = state.placing();
    indexing = state.indexing();
    storing = state.storing();
    groups = state.groups();
    counters = state.counters().toBuilder();
  }

  BackupMachine.Step finish() {
    counters.setAlarms(counters.getAlarms() + alarms.size());
    return new BackupMachine.Step(new BackupState(plan, stage, walk, reading, packing, placing,
        indexing, storing, groups, counters.build()), List.copyOf(effects), List.copyOf(alarms));
  }

  // --- events ---

  void started() {
    effects.add(new BackupEffect.PutHead(plan.head()));
  }

  void headStored(BackupEvent.HeadStored stored) {
    storing = new BackupState.Storing(storing.blocks(), storing.others(), storing.infos(),
        stored.sha256(), stored.length(), 0, Optional.empty(), ByteSlice.EMPTY, 0);
    stage = Stage.RUNNING;
    settle();
  }

  void listed(BackupEvent.Listed listed) {
    listed.troubles().forEach(this::alarm);
    Chain<ArchivePath> directories = walk.directories();
    Fifo<Item> waiting = walk.waiting();
    long number = walk.nextItem();
    long lastLink = walk.lastLink();
    long bytes = walk.listedBytes();
    for (IndexEntry entry : listed.entries().reversed()) {
      if (entry.getKind() == EntryKind.DIRECTORY) {
        directories = directories.plus(ArchivePath.of(entry.getPath().toByteArray()));
      }
    }
    for (IndexEntry entry : listed.entries()) {
      boolean firstName = entry.getLink() == 0 || entry.getLink() > lastLink;
      lastLink = Math.max(lastLink, entry.getLink());
      Contents contents = contents(entry, firstName);
      waiting = waiting.plus(new Item(number++, entry, contents, window(bytes)));
      bytes += contents == Contents.READ ? entry.getSize() : 0;
    }
    walk = new BackupState.Walk(directories, false, waiting, number, bytes, lastLink,
        walk.lostLinks());
    settle();
  }

  private static Contents contents(IndexEntry entry, boolean firstName) {
    if (entry.getKind() != EntryKind.FILE) {
      return firstName ? Contents.NONE : Contents.LINK;
    }
    return !firstName ? Contents.LINK : entry.getSize() == 0 ? Contents.EMPTY : Contents.READ;
  }

  private static IndexEntry linkOnly(IndexEntry entry) {
    return IndexEntry.newBuilder()
        .setPath(entry.getPath())
        .setKind(entry.getKind())
        .setLink(entry.getLink())
        .build();
  }

  void arrived(long item, BackupEvent event) {
    reading = new BackupState.Reading(reading.asked(), reading.askedBytes(),
        with(reading.arrived(), item, event), reading.file());
    settle();
  }

  void compressed(BackupEvent.FrameCompressed frame) {
    packing = new BackupState.Packing(packing.packer(), packing.compressing(),
        with(packing.compressed(), frame.frame(), frame.bytes()), packing.next());
    settle();
  }

  void memberStored(BackupEvent.MemberStored stored) {
    BackupEffect.StoreMember effect = stored.effect();
    boolean block = effect.kind() == GroupKind.DATA;
    ObjectName name = block ? ObjectName.block(effect.number()) : ObjectName.index(effect.number());
    groups = groups.stored(effect.group(), member(name, stored.length(), stored.sha256()));
    var info = ObjectInfo.newBuilder()
        .setKind(block ? ObjectKind.BLOCK : ObjectKind.INDEX)
        .setNumber(effect.number())
        .setPayloadLength(stored.payloadLength())
        .setPayloadOffset(stored.payloadOffset())
        .setSessionKey(stored.sessionKey().toByteString())
        .setContentOffset(stored.contentOffset())
        .addAllFrame(effect.frames())
        .setGroup(effect.group())
        .build();
    Optional<IndexRootLine> root = storing.root();
    if (stage == Stage.INDEX && !block && root.isPresent()
        && root.get().object().equals(name)) {
      root = root.map(line -> new IndexRootLine(line.band(), line.object(), line.offset(),
          line.length(), stored.payloadSha256()));
    }
    storing = new BackupState.Storing(block
        ? without(storing.blocks(), effect.number())
        : storing.blocks(), block ? storing.others() : storing.others() - 1,
        storing.infos().plus(info), storing.headSha256(), storing.bytes() + stored.length(),
        storing.parityObjects(), root, storing.sums(), storing.now());
    settle();
  }

  void parityStored(BackupEvent.ParityStored stored) {
    ObjectName name = ObjectName.parity(stored.group(), stored.index());
    groups = groups.parityStored(stored.group(), member(name, stored.length(), stored.sha256()));
    storing = new BackupState.Storing(storing.blocks(), storing.others() - 1, storing.infos(),
        storing.headSha256(), storing.bytes() + stored.length(), storing.parityObjects() + 1,
        storing.root(), storing.sums(), storing.now());
    settle();
  }

  void clockRead(BackupEvent.ClockRead clock) {
    storing = new BackupState.Storing(storing.blocks(), storing.others(), storing.infos(),
        storing.headSha256(), storing.bytes(), storing.parityObjects(), storing.root(),
        storing.sums(), clock.now());
    writeRoot();
    stage = Stage.INDEX;
    settle();
  }

  void sumsStored() {
    stage = Stage.TAIL;
    effects.add(new BackupEffect.PutTail(tail()));
  }

  void tailStored() {
    stage = Stage.DONE;
  }

  // --- what follows ---

  private void settle() {
    pack();
    place();
    index();
    storeIndexObjects();
    protect();
    ask();
    advance();
  }

  /// Packs files at the front of the queue as far as they have been read.
  private void pack() {
    while (!reading.asked().isEmpty()) {
      Item item = reading.asked().first();
      if (item.contents() == Contents.LINK && walk.lostLinks().contains(item.entry().getLink())) {
        readInstead(item);
        return;
      }
      if (item.contents() != Contents.READ) {
        if (item.contents() == Contents.EMPTY) {
          addMember(PackedMember.empty(item.entry()));
        }
        boolean link = item.contents() == Contents.LINK;
        leave(item, pending(link ? linkOnly(item.entry()) : item.entry(), Chain.empty()));
        continue;
      }
      BackupEvent event = reading.arrived().get(item.number());
      if (event == null) {
        return;
      }
      reading = new BackupState.Reading(reading.asked(), reading.askedBytes(),
          without(reading.arrived(), item.number()), reading.file());
      if (event instanceof BackupEvent.WindowRead window) {
        packWindow(item, window);
      } else if (event instanceof BackupEvent.ReadFailed failed) {
        packFailure(item, failed);
      }
    }
  }

  /// Reads a further name of a file whose first name could not be read.
  private void readInstead(Item item) {
    var first = new Item(item.number(), item.entry(), Contents.READ, item.window());
    walk = new BackupState.Walk(walk.directories(), walk.listing(), walk.waiting(),
        walk.nextItem(), walk.listedBytes(), walk.lastLink(),
        without(walk.lostLinks(), item.entry().getLink()));
    reading = new BackupState.Reading(reading.asked().withFirst(first),
        reading.askedBytes() + askedBytes(first), reading.arrived(), reading.file());
    effects.add(new BackupEffect.ReadWindow(item.number(), item.entry(), 0, item.window()));
  }

  private void packWindow(Item item, BackupEvent.WindowRead window) {
    OpenFile file = reading.file();
    long contentPosition = -1;
    if (!window.bytes().isEmpty()) {
      boolean whole = window.offset() == 0 && window.end()
          && window.next() == window.bytes().length();
      PackedMember member = whole
          ? PackedMember.whole(item.entry(), window.bytes())
          : PackedMember.piece(item.entry(), window.offset(), window.bytes());
      contentPosition = packing.packer().position() + member.header().length();
      addMember(member);
      counters.setNewBytes(counters.getNewBytes() + window.bytes().length());
    }
    Chain<PendingExtent> extents = file.extents();
    Chain<ByteSlice> hashes = file.hashes();
    boolean continued = file.continued();
    for (BackupEvent.Run run : window.runs()) {
      if (extents.size() == Limits.MAX_ENTRY_EXTENTS) {
        enqueue(pending(part(item, continued).setContinued(true).build(), extents));
        extents = Chain.empty();
        continued = true;
      }
      extents = extents.plus(new PendingExtent(window.offset() + run.offset(), run.length(),
          run.sha256(), contentPosition + run.offset()));
      hashes = hashes.plus(run.sha256());
    }
    var next = new OpenFile(extents, hashes, continued, file.changed() || window.changed());
    if (window.end()) {
      endFile(item, next, window.next(), Inconsistency.CONSISTENT);
    } else {
      setFile(next);
      effects.add(new BackupEffect.ReadWindow(item.number(), item.entry(), window.next(),
          item.window()));
    }
  }

  private void packFailure(Item item, BackupEvent.ReadFailed failed) {
    alarm(failed.trouble());
    boolean nothing = failed.offset() == 0 && reading.file().hashes().isEmpty();
    if (nothing && failed.trouble().kind() != Trouble.Kind.IOERROR) {
      if (item.entry().getLink() != 0) {
        walk = new BackupState.Walk(walk.directories(), walk.listing(), walk.waiting(),
            walk.nextItem(), walk.listedBytes(), walk.lastLink(),
            with(walk.lostLinks(), item.entry().getLink()));
      }
      setFile(OpenFile.NEW);
      reading = new BackupState.Reading(reading.asked().rest(),
          reading.askedBytes() - askedBytes(item), reading.arrived(), reading.file());
      return;
    }
    endFile(item, reading.file(), item.entry().getSize(), Inconsistency.READ_ERRORS);
  }

  /// An entry for a further part of a file, or the first with everything.
  private static IndexEntry.Builder part(Item item, boolean continued) {
    return continued
        ? IndexEntry.newBuilder().setPath(item.entry().getPath()).setKind(EntryKind.FILE)
        : item.entry().toBuilder();
  }

  private void endFile(Item item, OpenFile file, long size, Inconsistency found) {
    IndexEntry.Builder entry = part(item, file.continued());
    Inconsistency inconsistency = found == Inconsistency.CONSISTENT && file.changed()
        ? Inconsistency.CHANGED_WHILE_READ
        : found;
    if (!file.continued()) {
      entry.setSize(size).setInconsistency(inconsistency);
    }
    if (file.hashes().size() > 1) {
      var digest = Sha256.digest();
      file.hashes().toList().forEach(hash -> digest.update(hash.asByteBuffer()));
      entry.setFileSha256(ByteSlice.of(digest.digest()).toByteString());
    }
    if (inconsistency == Inconsistency.CHANGED_WHILE_READ) {
      alarms.add(Alarm.of(AlarmCode.SOURCE_CHANGED, printable(item.entry())));
    }
    counters.setFileBytes(counters.getFileBytes() + size);
    setFile(OpenFile.NEW);
    leave(item, pending(entry.build(), file.extents()));
  }

  private void setFile(OpenFile file) {
    reading = new BackupState.Reading(reading.asked(), reading.askedBytes(), reading.arrived(),
        file);
  }

  /// The item at the front is packed.
  private void leave(Item item, PendingEntry entry) {
    reading = new BackupState.Reading(reading.asked().rest(),
        reading.askedBytes() - askedBytes(item), reading.arrived(), reading.file());
    count(item.entry());
    enqueue(entry);
  }

  private void count(IndexEntry entry) {
    switch (entry.getKind()) {
      case FILE -> counters.setFiles(counters.getFiles() + 1);
      case DIRECTORY -> counters.setDirectories(counters.getDirectories() + 1);
      case SYMLINK -> counters.setLinks(counters.getLinks() + 1);
      default -> counters.setOthers(counters.getOthers() + 1);
    }
  }

  private PendingEntry pending(IndexEntry entry, Chain<PendingExtent> extents) {
    return new PendingEntry(entry, extents.toList(), packing.packer().position());
  }

  private void enqueue(PendingEntry entry) {
    placing = new BackupState.Placing(placing.blocks(), placing.starts(),
        placing.entries().plus(entry));
  }

  private void addMember(PackedMember member) {
    FramePacker.Packed packed = packing.packer().add(member.parts());
    take(packed);
  }

  private void take(FramePacker.Packed packed) {
    Map<Long, Frame> compressing = packing.compressing();
    for (Frame frame : packed.frames()) {
      compressing = with(compressing, frame.number(), frame);
      effects.add(new BackupEffect.Compress(frame));
    }
    packing = new BackupState.Packing(packed.packer(), compressing, packing.compressed(),
        packing.next());
  }

  /// Puts compressed frames into blocks, in order.
  private void place() {
    ByteSlice bytes = packing.compressed().get(packing.next());
    while (bytes != null) {
      Frame frame = packing.compressing().get(packing.next());
      if (frame == null) {
        throw new IllegalStateException("frame " + packing.next() + " was never let go");
      }
      packing = new BackupState.Packing(packing.packer(),
          without(packing.compressing(), frame.number()),
          without(packing.compressed(), frame.number()), packing.next() + 1);
      if (placing.blocks().open().isEmpty()) {
        GroupLedger.Place place = groups.nextPlace(GroupKind.DATA);
        groups = groups.assign(GroupKind.DATA);
        BlockBuilder begun = placing.blocks().begin(place);
        placing = new BackupState.Placing(begun, plus(placing.starts(),
            new BlockStart(begun.nextBlock() - 1, place.group(), begun.position())),
            placing.entries());
      }
      setBlocks(placing.blocks().add(bytes, frame.length()));
      index();
      if (frame.atMember() && placing.blocks().full()) {
        closeBlock();
      }
      bytes = packing.compressed().get(packing.next());
    }
  }

  private void setBlocks(BlockBuilder blocks) {
    placing = new BackupState.Placing(blocks, placing.starts(), placing.entries());
  }

  private void closeBlock() {
    BlockBuilder.Open block = placing.blocks().open().orElseThrow();
    effects.add(new BackupEffect.StoreMember(GroupKind.DATA, block.number(),
        block.place().group(), block.place().member(), block.frames().toList(),
        block.frameLengths().toList()));
    storing = new BackupState.Storing(with(storing.blocks(), block.number()), storing.others(),
        storing.infos(), storing.headSha256(), storing.bytes(), storing.parityObjects(),
        storing.root(), storing.sums(), storing.now());
    setBlocks(placing.blocks().close());
  }

  /// Adds entries to the index whose blocks are all known.
  private void index() {
    while (!placing.entries().isEmpty()
        && placing.entries().first().end() <= placing.blocks().position()) {
      PendingEntry pending = placing.entries().first();
      placing = new BackupState.Placing(placing.blocks(),
          startsFor(pending, placing.starts()), placing.entries().rest());
      var entry = pending.entry().toBuilder();
      var groupNumbers = new ArrayList<Integer>();
      int lastBlock = -1;
      for (PendingExtent extent : pending.extents()) {
        BlockStart start = blockAt(extent.position());
        entry.addExtent(Extent.newBuilder()
            .setOffset(extent.offset())
            .setLength(extent.length())
            .setBlock(start.number())
            .setRawOffset(extent.position() - start.position())
            .setSha256(extent.sha256().toByteString()));
        if (start.number() != lastBlock) {
          groupNumbers.add(start.group());
          lastBlock = start.number();
        }
      }
      setBuilder(openIndex().add(entry.build(), groupNumbers, lastBlock));
      if (builder().object().length() >= INDEX_OBJECT_BYTES
          || lastBlock - indexing.checkpoint() >= CHECKPOINT_BLOCKS) {
        closeIndexObject();
      }
    }
  }

  /// Forgets blocks that no waiting entry can be in.
  private static List<BlockStart> startsFor(PendingEntry entry, List<BlockStart> starts) {
    if (entry.extents().isEmpty()) {
      return starts;
    }
    long first = entry.extents().getFirst().position();
    int from = 0;
    while (from + 1 < starts.size() && starts.get(from + 1).position() <= first) {
      from++;
    }
    return from == 0 ? starts : List.copyOf(starts.subList(from, starts.size()));
  }

  private BlockStart blockAt(long position) {
    for (BlockStart start : placing.starts().reversed()) {
      if (start.position() <= position) {
        return start;
      }
    }
    throw new IllegalStateException("no block has position " + position);
  }

  private IndexBuilder builder() {
    return indexing.builder().orElseThrow();
  }

  private void setBuilder(IndexBuilder builder) {
    indexing = new BackupState.Indexing(Optional.of(builder), true, indexing.nextNumber(),
        indexing.closed(), indexing.checkpoint());
  }

  /// The builder with an open object.
  private IndexBuilder openIndex() {
    if (indexing.open()) {
      return builder();
    }
    GroupLedger.Place place = groups.nextPlace(GroupKind.INDEX);
    groups = groups.assign(GroupKind.INDEX);
    var object = IndexBuilder.Open.at(indexing.nextNumber(), place);
    IndexBuilder builder = indexing.builder()
        .map(old -> old.into(object))
        .orElseGet(() -> IndexBuilder.of(plan.codec(), object));
    indexing = new BackupState.Indexing(Optional.of(builder), true, indexing.nextNumber() + 1,
        indexing.closed(), indexing.checkpoint());
    return builder;
  }

  private void closeIndexObject() {
    indexing = new BackupState.Indexing(indexing.builder(), false, indexing.nextNumber(),
        plus(indexing.closed(), builder().object()),
        Math.max(indexing.checkpoint(), builder().object().lastBlock()));
  }

  /// Stores index objects all of whose blocks are durable: an index never points at nothing.
  private void storeIndexObjects() {
    int oldest = storing.blocks()
        .stream()
        .mapToInt(Integer::intValue)
        .min()
        .orElse(Integer.MAX_VALUE);
    int openBlock = placing.blocks()
        .open()
        .map(BlockBuilder.Open::number)
        .orElse(Integer.MAX_VALUE);
    int durable = Math.min(oldest, openBlock);
    var waiting = new ArrayList<IndexBuilder.Open>();
    for (IndexBuilder.Open object : indexing.closed()) {
      if (object.lastBlock() >= durable) {
        waiting.add(object);
        continue;
      }
      effects.add(new BackupEffect.StoreMember(GroupKind.INDEX, object.number(),
          object.place().group(), object.place().member(), object.frames().toList(), List.of()));
      setOthers(storing.others() + 1);
    }
    indexing = new BackupState.Indexing(indexing.builder(), indexing.open(),
        indexing.nextNumber(), List.copyOf(waiting), indexing.checkpoint());
  }

  private void setOthers(int others) {
    storing = new BackupState.Storing(storing.blocks(), others, storing.infos(),
        storing.headSha256(), storing.bytes(), storing.parityObjects(), storing.root(),
        storing.sums(), storing.now());
  }

  /// Asks for the parity of groups whose members are all durable.
  private void protect() {
    for (GroupLedger.Open group : groups.readyForParity()) {
      int wanted = group.kind().shape(plan.head().profile()).parityObjects();
      for (int parity = 0; parity < wanted; parity++) {
        effects.add(new BackupEffect.StoreParity(groups.describe(group, parity)));
      }
      setOthers(storing.others() + wanted);
      groups = groups.parityAsked(group.number());
    }
    groups = groups.settle(plan.head().band());
  }

  /// Asks for directories and files, as far as the bounds allow.
  private void ask() {
    BackupPlan.Bounds bounds = plan.bounds();
    boolean room = packing.compressing().size() < bounds.frames()
        && storing.blocks().size() < bounds.objects();
    while (room && !walk.waiting().isEmpty() && reading.asked().size() < bounds.files()
        && reading.askedBytes() < bounds.readBytes()) {
      Item item = walk.waiting().first();
      walk = new BackupState.Walk(walk.directories(), walk.listing(), walk.waiting().rest(),
          walk.nextItem(), walk.listedBytes(), walk.lastLink(), walk.lostLinks());
      reading = new BackupState.Reading(reading.asked().plus(item),
          reading.askedBytes() + askedBytes(item), reading.arrived(), reading.file());
      if (item.contents() == Contents.READ) {
        effects.add(
            new BackupEffect.ReadWindow(item.number(), item.entry(), 0, item.window()));
      }
    }
    if (stage == Stage.RUNNING && !walk.listing() && !walk.directories().isEmpty()
        && walk.waiting().size() < bounds.files()) {
      effects.add(new BackupEffect.ListDirectory(walk.directories().last()));
      walk = new BackupState.Walk(walk.directories().before(), true, walk.waiting(),
          walk.nextItem(), walk.listedBytes(), walk.lastLink(), walk.lostLinks());
    }
    if (!reading.asked().isEmpty() && reading.asked().first().contents() != Contents.READ) {
      pack();
      ask();
    }
  }

  private long askedBytes(Item item) {
    return item.contents() == Contents.READ ? Math.min(item.entry().getSize(), item.window()) : 0;
  }

  /// Bytes of a file that are read at once and stored as one member, where `listed` bytes come before
  /// it: little enough for blocks to come near their size. Depends on the source alone, not on what
  /// happens to be done already.
  private static int window(long listed) {
    return (int) Math.clamp(listed / WINDOW_SHARE, (long) FramePacker.MIN_FRAME, MAX_WINDOW);
  }

  /// Goes on to the next stage where nothing is left of this one.
  private void advance() {
    boolean read = walk.directories().isEmpty() && !walk.listing() && walk.waiting().isEmpty()
        && reading.asked().isEmpty();
    if (stage == Stage.RUNNING && read) {
      take(packing.packer().flush());
      stage = Stage.BLOCKS;
    }
    if (stage == Stage.BLOCKS && packing.compressing().isEmpty()) {
      if (placing.blocks().open().isPresent()) {
        closeBlock();
      }
      groups = groups.close(GroupKind.DATA);
      protect();
      if (storing.blocks().isEmpty()) {
        stage = Stage.CLOCK;
        effects.add(new BackupEffect.ReadClock());
      }
    }
    if (stage == Stage.INDEX && storing.others() == 0 && groups.open().isEmpty()) {
      stage = Stage.SUMS;
      putSums();
    }
  }

  /// Writes the end of the index: what is left of the tree, the object table, the root.
  private void writeRoot() {
    IndexBuilder tree = openIndex().closeTree();
    var table = storing.infos()
        .toList()
        .stream()
        .sorted(Comparator
            .comparing(ObjectInfo::getKind)
            .thenComparingInt(ObjectInfo::getNumber))
        .toList();
    IndexBuilder.Written objects = tree.writeTable(table);
    IndexRoot.Builder root = plan.root()
        .toBuilder()
        .setObjects(objects.reference())
        .setStarted(plan.head().started().getEpochSecond())
        .setEnded(storing.now())
        .setCounters(counters);
    objects.builder().tree().forEach(root::setEntries);
    IndexBuilder.Written written = objects.builder()
        .write(Hunk.newBuilder().setRoot(root).build(), HunkRef.newBuilder());
    setBuilder(written.builder());
    HunkRef reference = written.reference();
    storing = new BackupState.Storing(storing.blocks(), storing.others(), storing.infos(),
        storing.headSha256(), storing.bytes(), storing.parityObjects(),
        Optional.of(new IndexRootLine(plan.head().band(),
            ObjectName.index(reference.getObject()), (int) reference.getOffset(),
            (int) reference.getLength(), ByteSlice.EMPTY)),
        storing.sums(), storing.now());
    closeIndexObject();
    groups = groups.close(GroupKind.INDEX);
  }

  private void putSums() {
    var text = new StringBuilder(Sums
        .own(plan.head().band(), ObjectName.HEAD, storing.headSha256())
        .render(plan.head().band()));
    groups.inOrder().forEach(group -> text.append(group.sums().toUtf8()));
    ByteSlice sums = ByteSlice.utf8(text.toString());
    storing = new BackupState.Storing(storing.blocks(), storing.others(), storing.infos(),
        storing.headSha256(), storing.bytes(), storing.parityObjects(), storing.root(), sums,
        storing.now());
    effects.add(new BackupEffect.PutSums(sums));
  }

  private BandTail tail() {
    int blocks = placing.blocks().nextBlock();
    return new BandTail(plan.head(), storing.headSha256(),
        Instant.ofEpochSecond(storing.now()), Sha256.of(storing.sums()),
        storing.root().orElseThrow(),
        new BandTail.ObjectCounts(blocks, indexing.nextNumber(), storing.parityObjects()),
        storing.bytes(), groups.inOrder().stream().map(GroupLedger.Done::line).toList(),
        List.of(), List.of());
  }

  // --- values ---

  private void alarm(Trouble trouble) {
    AlarmCode code = switch (trouble.kind()) {
      case VANISHED -> AlarmCode.SOURCE_VANISHED;
      case DENIED -> AlarmCode.SOURCE_DENIED;
      case IOERROR -> AlarmCode.SOURCE_IOERROR;
      case TOO_LONG -> AlarmCode.SOURCE_NAME_TOO_LONG;
      case METADATA -> AlarmCode.SOURCE_METADATA_DENIED;
    };
    alarms.add(Alarm.found(code, trouble.path(), trouble.detail()));
  }

  private static String printable(IndexEntry entry) {
    return ArchivePath.of(entry.getPath().toByteArray()).toString();
  }

  private static GroupMember member(ObjectName name, long length, ByteSlice sha256) {
    return GroupMember.newBuilder()
        .setObject(name.text())
        .setLength(length)
        .setSha256(sha256.toByteString())
        .build();
  }

  private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
    var more = new HashMap<>(map);
    more.put(key, value);
    return Map.copyOf(more);
  }

  private static <K, V> Map<K, V> without(Map<K, V> map, K key) {
    var fewer = new HashMap<>(map);
    fewer.remove(key);
    return Map.copyOf(fewer);
  }

  private static <T> Set<T> with(Set<T> set, T item) {
    var more = new HashSet<>(set);
    more.add(item);
    return Set.copyOf(more);
  }

  private static <T> Set<T> without(Set<T> set, T item) {
    var fewer = new HashSet<>(set);
    fewer.remove(item);
    return Set.copyOf(fewer);
  }

  private static <T> List<T> plus(List<T> list, T item) {
    var more = new ArrayList<>(list);
    more.add(item);
    return List.copyOf(more);
  }
}
