package dura.band.machine;

import static dura.band.machine.Copies.with;
import static dura.band.machine.Copies.without;

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
import dura.spec.BandName;
import dura.spec.Limits;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    storing = storing.withHead(stored.sha256(), stored.length());
    stage = Stage.RUNNING;
    settle();
  }

  void listed(BackupEvent.Listed listed) {
    listed.troubles().forEach(trouble -> alarms.add(trouble.alarm()));
    Chain<ArchivePath> directories = walk.directories();
    for (IndexEntry entry : listed.entries().reversed()) {
      if (entry.getKind() == EntryKind.DIRECTORY) {
        directories = directories.plus(path(entry));
      }
    }
    Fifo<Item> waiting = walk.waiting();
    long number = walk.nextItem();
    long lastLink = walk.lastLink();
    long bytes = walk.listedBytes();
    for (IndexEntry entry : listed.entries()) {
      Contents contents = contents(entry, entry.getLink() == 0 || entry.getLink() > lastLink);
      lastLink = Math.max(lastLink, entry.getLink());
      waiting = waiting.plus(new Item(number++, entry, contents, window(bytes)));
      bytes += contents == Contents.READ ? entry.getSize() : 0;
    }
    walk = new BackupState.Walk(directories, false, waiting, number, bytes, lastLink,
        walk.lostLinks());
    settle();
  }

  private static Contents contents(IndexEntry entry, boolean firstName) {
    if (!firstName) {
      return Contents.LINK;
    }
    if (entry.getKind() != EntryKind.FILE) {
      return Contents.NONE;
    }
    return entry.getSize() == 0 ? Contents.EMPTY : Contents.READ;
  }

  /// Bytes of a file that are read at once and stored as one member, where `listed` bytes come before
  /// it: little enough for blocks to come near their size. Depends on the source alone, not on what
  /// happens to be done already.
  private static int window(long listed) {
    return (int) Math.clamp(listed / WINDOW_SHARE, (long) FramePacker.MIN_FRAME, MAX_WINDOW);
  }

  void arrived(long item, BackupEvent event) {
    reading = reading.withArrived(with(reading.arrived(), item, event));
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
    storing = storing.withMember(info, stored.length());
    storing = block
        ? storing.withBlocks(without(storing.blocks(), effect.number()))
        : storing.startingOthers(-1);
    storing.root()
        .filter(line -> line.object().equals(name))
        .ifPresent(line -> storing = storing.withRoot(new IndexRootLine(line.band(),
            line.object(), line.offset(), line.length(), stored.payloadSha256())));
    settle();
  }

  void parityStored(BackupEvent.ParityStored stored) {
    ObjectName name = ObjectName.parity(stored.group(), stored.index());
    groups = groups.parityStored(stored.group(), member(name, stored.length(), stored.sha256()));
    storing = storing.withParity(stored.length());
    settle();
  }

  void clockRead(BackupEvent.ClockRead clock) {
    storing = storing.at(clock.now());
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
      switch (item.contents()) {
        case NONE -> leave(pending(item.entry(), Chain.empty()));
        case EMPTY -> {
          addMember(PackedMember.empty(item.entry()));
          leave(pending(item.entry(), Chain.empty()));
        }
        case LINK -> {
          if (walk.lostLinks().contains(item.entry().getLink())) {
            readInstead(item);
            return;
          }
          leave(pending(linkOnly(item.entry()), Chain.empty()));
        }
        case READ -> {
          BackupEvent event = reading.arrived().get(item.number());
          if (event == null) {
            return;
          }
          reading = reading.withArrived(without(reading.arrived(), item.number()));
          if (event instanceof BackupEvent.WindowRead window) {
            packWindow(item, window);
          } else if (event instanceof BackupEvent.ReadFailed failed) {
            packFailure(item, failed);
          }
        }
      }
    }
  }

  private static IndexEntry linkOnly(IndexEntry entry) {
    return IndexEntry.newBuilder()
        .setPath(entry.getPath())
        .setKind(entry.getKind())
        .setLink(entry.getLink())
        .build();
  }

  /// Reads a further name of a file whose first name could not be read.
  private void readInstead(Item item) {
    boolean file = item.entry().getKind() == EntryKind.FILE;
    Contents contents = contents(item.entry(), true);
    walk = walk.withLostLinks(without(walk.lostLinks(), item.entry().getLink()));
    reading = reading
        .withFront(new Item(item.number(), item.entry(), contents, item.window()));
    if (file && contents == Contents.READ) {
      effects
          .add(new BackupEffect.ReadWindow(item.number(), item.entry(), 0, item.window()));
    }
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
        placing = placing
            .plus(pending(part(item, continued).setContinued(true).build(), extents));
        extents = Chain.empty();
        continued = true;
      }
      extents = extents.plus(new PendingExtent(window.offset() + run.offset(), run.length(),
          run.sha256(), contentPosition + run.offset()));
      hashes = hashes.plus(run.sha256());
    }
    boolean changed = file.changed() || window.changed();
    if (window.end()) {
      endFile(item, new OpenFile(extents, hashes, continued, changed, OpenFile.ASKED),
          window.next(), Inconsistency.CONSISTENT);
    } else {
      reading = reading
          .withFile(new OpenFile(extents, hashes, continued, changed, window.next()));
    }
  }

  private void packFailure(Item item, BackupEvent.ReadFailed failed) {
    alarms.add(failed.trouble().alarm());
    boolean nothing = failed.offset() == 0 && reading.file().hashes().isEmpty();
    if (nothing && failed.trouble().kind() != Trouble.Kind.IOERROR) {
      if (item.entry().getLink() != 0) {
        walk = walk.withLostLinks(with(walk.lostLinks(), item.entry().getLink()));
      }
      reading = reading.withoutFront();
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
      alarms.add(Alarm.of(AlarmCode.SOURCE_CHANGED, path(item.entry()).toString()));
    }
    counters.setFileBytes(counters.getFileBytes() + size);
    leave(pending(entry.build(), file.extents()));
  }

  private PendingEntry pending(IndexEntry entry, Chain<PendingExtent> extents) {
    return new PendingEntry(entry, extents.toList(), packing.packer().position());
  }

  /// The item at the front is packed; `entry` is its last.
  private void leave(PendingEntry entry) {
    reading = reading.withoutFront();
    placing = placing.plus(entry);
    switch (entry.entry().getKind()) {
      case FILE -> counters.setFiles(counters.getFiles() + 1);
      case DIRECTORY -> counters.setDirectories(counters.getDirectories() + 1);
      case SYMLINK -> counters.setLinks(counters.getLinks() + 1);
      default -> counters.setOthers(counters.getOthers() + 1);
    }
  }

  private void addMember(PackedMember member) {
    take(packing.packer().add(member.parts()));
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
    while (packing.compressed().containsKey(packing.next())) {
      Frame frame = required(packing.compressing().get(packing.next()));
      ByteSlice bytes = required(packing.compressed().get(packing.next()));
      packing = new BackupState.Packing(packing.packer(),
          without(packing.compressing(), frame.number()),
          without(packing.compressed(), frame.number()), packing.next() + 1);
      if (placing.blocks().open().isEmpty()) {
        GroupLedger.Place place = groups.nextPlace(GroupKind.DATA);
        groups = groups.assign(GroupKind.DATA);
        placing = placing.opening(placing.blocks().begin(place), place.group());
      }
      placing = placing.withBlocks(placing.blocks().add(bytes, frame.length()));
      // Entries go into the index before the next frame is placed, whenever it came back: so that
      // the order of groups and index objects does not depend on timing.
      index();
      if (frame.atMember() && placing.blocks().full()) {
        closeBlock();
      }
    }
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a frame came back that was never let go");
    }
    return value;
  }

  private void closeBlock() {
    BlockBuilder.Open block = placing.blocks().open().orElseThrow();
    effects.add(new BackupEffect.StoreMember(GroupKind.DATA, block.number(),
        block.place().group(), block.place().member(), block.frames().toList(),
        block.frameLengths().toList()));
    storing = storing.withBlocks(with(storing.blocks(), block.number()));
    placing = placing.withBlocks(placing.blocks().close());
  }

  /// Adds entries to the index whose blocks are all known.
  private void index() {
    while (!placing.entries().isEmpty()
        && placing.entries().first().end() <= placing.blocks().position()) {
      PendingEntry pending = placing.entries().first();
      placing = placing.withoutFirst();
      var entry = pending.entry().toBuilder();
      var groupNumbers = new ArrayList<Integer>();
      int lastBlock = -1;
      for (PendingExtent extent : pending.extents()) {
        BlockStart start = placing.blockAt(extent.position());
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
      IndexBuilder tree = openTree().add(entry.build(), groupNumbers, lastBlock);
      indexing = indexing.withBuilder(tree);
      if (tree.object().length() >= INDEX_OBJECT_BYTES
          || lastBlock - indexing.checkpoint() >= CHECKPOINT_BLOCKS) {
        indexing = indexing.closing();
      }
    }
  }

  /// The tree with an open object.
  private IndexBuilder openTree() {
    if (indexing.open()) {
      return indexing.tree();
    }
    GroupLedger.Place place = groups.nextPlace(GroupKind.INDEX);
    groups = groups.assign(GroupKind.INDEX);
    var object = IndexBuilder.Open.at(indexing.nextNumber(), place);
    IndexBuilder tree = indexing.builder()
        .map(old -> old.into(object))
        .orElseGet(() -> IndexBuilder.of(plan.codec(), object));
    indexing = indexing.opening(tree);
    return tree;
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
      storing = storing.startingOthers(1);
    }
    indexing = indexing.withClosed(waiting);
  }

  /// Asks for the parity of groups whose members are all durable.
  private void protect() {
    for (GroupLedger.Open group : groups.readyForParity()) {
      int wanted = group.kind().shape(plan.head().profile()).parityObjects();
      for (int parity = 0; parity < wanted; parity++) {
        effects.add(new BackupEffect.StoreParity(groups.describe(group, parity)));
      }
      storing = storing.startingOthers(wanted);
      groups = groups.parityAsked(group.number());
    }
    groups = groups.settle(plan.head().band());
  }

  /// Asks for directories and files, as far as the bounds allow.
  private void ask() {
    BackupPlan.Bounds bounds = plan.bounds();
    boolean room = packing.compressing().size() < bounds.frames()
        && storing.blocks().size() < bounds.objects();
    OpenFile file = reading.file();
    if (room && file.resume() != OpenFile.ASKED) {
      Item front = reading.asked().first();
      reading = reading.withFile(file.reading());
      effects.add(new BackupEffect.ReadWindow(front.number(), front.entry(), file.resume(),
          front.window()));
    }
    while (room && !walk.waiting().isEmpty() && reading.asked().size() < bounds.files()
        && reading.askedBytes() < bounds.readBytes()) {
      Item item = walk.waiting().first();
      walk = walk.withoutFirst();
      reading = reading.asking(item);
      if (item.contents() == Contents.READ) {
        effects
            .add(new BackupEffect.ReadWindow(item.number(), item.entry(), 0, item.window()));
      }
    }
    if (stage == Stage.RUNNING && !walk.listing() && !walk.directories().isEmpty()
        && walk.waiting().size() < bounds.files()) {
      effects.add(new BackupEffect.ListDirectory(walk.directories().last()));
      walk = walk.listingNext();
    }
    if (!reading.asked().isEmpty() && reading.asked().first().contents() != Contents.READ) {
      pack();
      index();
      ask();
    }
  }

  /// Goes on to the next stage where nothing is left of this one.
  private void advance() {
    if (stage == Stage.RUNNING && walk.ended() && reading.asked().isEmpty()) {
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
    IndexBuilder tree = openTree().closeTree();
    IndexBuilder.Written objects = tree.writeTable(storing.table());
    IndexRoot.Builder root = plan.root()
        .toBuilder()
        .setObjects(objects.reference())
        .setStarted(plan.head().started().getEpochSecond())
        .setEnded(storing.now())
        .setCounters(counters);
    objects.builder().tree().forEach(root::setEntries);
    IndexBuilder.Written written = objects.builder()
        .write(Hunk.newBuilder().setRoot(root).build(), HunkRef.newBuilder());
    HunkRef reference = written.reference();
    indexing = indexing.withBuilder(written.builder()).closing();
    groups = groups.close(GroupKind.INDEX);
    storing = storing.withRoot(new IndexRootLine(band(),
        ObjectName.index(reference.getObject()), (int) reference.getOffset(),
        (int) reference.getLength(), ByteSlice.EMPTY));
  }

  private void putSums() {
    var text = new StringBuilder(
        Sums.own(band(), ObjectName.HEAD, storing.headSha256()).render(band()));
    groups.inOrder().forEach(group -> text.append(group.sums().toUtf8()));
    storing = storing.withSums(ByteSlice.utf8(text.toString()));
    effects.add(new BackupEffect.PutSums(storing.sums()));
  }

  private BandTail tail() {
    return new BandTail(plan.head(), storing.headSha256(),
        Instant.ofEpochSecond(storing.now()), Sha256.of(storing.sums()),
        storing.root().orElseThrow(),
        new BandTail.ObjectCounts(placing.blocks().nextBlock(), indexing.nextNumber(),
            storing.parityObjects()),
        storing.bytes(), groups.inOrder().stream().map(GroupLedger.Done::line).toList(),
        List.of(), List.of());
  }

  // --- values ---

  private BandName band() {
    return plan.head().band();
  }

  private static ArchivePath path(IndexEntry entry) {
    return ArchivePath.of(entry.getPath().toByteArray());
  }

  private static GroupMember member(ObjectName name, long length, ByteSlice sha256) {
    return GroupMember.newBuilder()
        .setObject(name.text())
        .setLength(length)
        .setSha256(sha256.toByteString())
        .build();
  }
}
