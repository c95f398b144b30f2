package dura.band.machine;

import dura.band.machine.OpenTree.Directory;
import dura.band.machine.RestoreEvent.Fetched;
import dura.band.machine.RestoreEvent.Outcome;
import dura.band.machine.RestoreQueue.Job;
import dura.band.machine.RestoreQueue.Origin;
import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.band.model.FileKind;
import dura.band.model.TreeEntry;
import dura.band.source.DeviceNumber;
import dura.band.source.Existing;
import dura.band.source.FileMetadata;
import dura.codec.bytes.ByteSlice;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a restore does, in which order, and what it says of what it finds; without files or threads.
///
/// Entries come in the order of the index. Their extents are asked for ahead ([RestoreEffect.Prefetch]);
/// files whose extents are all under way are handed over ([RestoreEffect.PutFile]), and what became
/// of them is asked for in their order. Everything else is one step at a time: a step ends with at most
/// one effect that is answered by an event, and which one depends on no timing. Per entry:
///
/// ```
/// WAITING ─ NextEntry ─▶ Entry | NoMoreEntries ─▶ (queue)
/// (head)  ─ SetMetadata of directories that are complete, MakeDirectory of parents without entry
///         ─▶ handed over ─▶ next
///         ─▶ MAKING ─▶ WRITING: Take, Write, Take, Write … ─▶ FINISHING ─▶ next
/// (full)  ─ AwaitFile of the first that was handed over ─▶ AWAITING ─▶ (queue)
/// (end)   ─ SetMetadata of all directories left ─▶ OVER
/// ```
///
/// No byte is written whose extent SHA-256 does not agree with the index.
public final class RestoreMachine {
  /// What to do.
  ///
  /// @param existing what to do where a name is taken
  /// @param purpose whether to write
  /// @param maxEntriesAhead how many entries to look ahead
  /// @param maxBytesAhead how many bytes of extents to fetch ahead
  public record Options(Existing existing, Purpose purpose, int maxEntriesAhead,
      long maxBytesAhead) {}

  /// What a run is for.
  public enum Purpose {
    /// Files are written.
    RESTORE,
    /// Entries are counted; nothing is read or written.
    PREVIEW
  }

  /// Where the machine is. A value; made by [#start] and [#step].
  ///
  /// @param pending what was handed over or waits for that, in order
  /// @param skipped the file whose further entries are passed over
  public record State(Options options, RestoreQueue queue, OpenTree tree, Fifo<Pending> pending,
      RestoreStage stage, boolean ended, @Nullable ArchivePath skipped, RestoreCounts counts) {
    /// Whether nothing is left to do.
    public boolean isOver() {
      return stage instanceof RestoreStage.Over;
    }

    State with(RestoreQueue other) {
      return new State(options, other, tree, pending, stage, ended, skipped, counts);
    }

    State with(OpenTree other) {
      return new State(options, queue, other, pending, stage, ended, skipped, counts);
    }

    State with(RestoreStage other) {
      return new State(options, queue, tree, pending, other, ended, skipped, counts);
    }

    State withPending(Fifo<Pending> other) {
      return new State(options, queue, tree, other, stage, ended, skipped, counts);
    }

    State with(RestoreCounts other) {
      return new State(options, queue, tree, pending, stage, ended, skipped, other);
    }

    State skipping(ArchivePath path) {
      return new State(options, queue, tree, pending, stage, ended, path, counts);
    }

    State withoutEntries() {
      return new State(options, queue, tree, pending, stage, true, skipped, counts);
    }
  }

  /// What is not finished yet.
  sealed interface Pending {
    /// A file that was handed over whole.
    record File(Job job) implements Pending {}

    /// A directory that is complete when all before it is finished.
    record Complete(Directory directory, FileMetadata metadata) implements Pending {}
  }

  /// What a step comes to.
  public record Step(State state, List<RestoreEffect> effects, List<Alarm> alarms) {}

  private final List<RestoreEffect> effects = new ArrayList<>();
  private final RestoreAlarms alarms = new RestoreAlarms();

  private RestoreMachine() {}

  /// The state before [RestoreEvent.Begin].
  public static State start(Options options) {
    return new State(options, RestoreQueue.EMPTY, OpenTree.EMPTY, Fifo.empty(),
        new RestoreStage.Ready(), false, null, RestoreCounts.NONE);
  }

  /// One step.
  public static Step step(State state, RestoreEvent event) {
    var step = new RestoreMachine();
    State next = step.take(state, event);
    return new Step(next, List.copyOf(step.effects), step.alarms.toList());
  }

  private State take(State state, RestoreEvent event) {
    return switch (event) {
      case RestoreEvent.Begin _ -> advance(state);
      case RestoreEvent.Entry(TreeEntry entry) -> listed(state, entry);
      case RestoreEvent.NoMoreEntries _ -> listEnded(state.withoutEntries());
      case RestoreEvent.Taken(Fetched fetched) -> taken(state, fetched);
      case RestoreEvent.Stored stored -> advance(stored(state, stored));
      case RestoreEvent.Originals(List<TreeEntry> entries) -> advance(originals(state, entries));
      case RestoreEvent.Done(Outcome outcome) -> done(state, outcome);
    };
  }

  private State listed(State state, TreeEntry entry) {
    return state.stage() instanceof RestoreStage.Continuing(TreeEntry first, boolean damaged)
        ? nextExtent(state.with(state.queue().append(entry)), first, damaged)
        : advance(entered(state, entry));
  }

  private State listEnded(State state) {
    return state.stage() instanceof RestoreStage.Continuing(TreeEntry first, boolean damaged)
        ? nextExtent(state, first, damaged)
        : advance(state.with(new RestoreStage.Ready()));
  }

  private State entered(State state, TreeEntry entry) {
    State ready = state.with(new RestoreStage.Ready());
    return switch (state.options().purpose()) {
      case RESTORE -> ready.with(state.queue().append(entry));
      case PREVIEW -> preview(ready, entry);
    };
  }

  private static State preview(State state, TreeEntry entry) {
    boolean more = entry.path().equals(state.skipped());
    RestoreCounts counts = more ? state.counts() : counted(state.counts(), entry.kind());
    long bytes = entry.extents().stream().mapToLong(FileExtent::length).sum();
    return state.with(counts.written(bytes)).skipping(entry.path());
  }

  private static RestoreCounts counted(RestoreCounts counts, FileKind kind) {
    return switch (kind) {
      case FILE -> counts.file();
      case DIRECTORY -> counts.directory();
      case SYMLINK -> counts.link();
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> counts.other();
    };
  }

  /// Goes on until something has to be waited for.
  private State advance(State state) {
    State at = state;
    while (at.stage() instanceof RestoreStage.Ready) {
      at = at.with(at.queue().fetch(at.options().maxBytesAhead(), effects));
      if (!at.pending().isEmpty() && at.pending().first() instanceof Pending.Complete) {
        return settle(at);
      }
      if (wantsEntry(at)) {
        effects.add(new RestoreEffect.NextEntry());
        return at.with(new RestoreStage.Waiting());
      }
      if (at.pending().size() >= at.options().maxEntriesAhead()) {
        return settle(at);
      }
      at = at.queue().isEmpty() ? leave(at, at.tree().ended()) : head(at);
    }
    return at;
  }

  private static boolean wantsEntry(State state) {
    RestoreQueue queue = state.queue();
    return !state.ended() && (queue.jobs().size() < 2
        || queue.jobs().size() < state.options().maxEntriesAhead()
            && queue.bytesAhead() < state.options().maxBytesAhead()
            && queue.extents() < RestoreQueue.MAX_EXTENTS);
  }

  /// Completes the next directory, when all entries came.
  private State leave(State state, OpenTree tree) {
    Optional<Directory> top = tree.top();
    if (top.isEmpty()) {
      return state.pending().isEmpty()
          ? state.with(tree).with(new RestoreStage.Over())
          : settle(state.with(tree));
    }
    return complete(state.with(tree), top.get());
  }

  private State complete(State state, Directory directory) {
    State popped = state.with(state.tree().pop());
    if (directory.metadata().isEmpty() || !directory.usable()) {
      return popped;
    }
    return popped.withPending(
        popped.pending().plus(new Pending.Complete(directory, directory.metadata().get())));
  }

  /// Goes on with what was handed over first.
  private State settle(State state) {
    switch (state.pending().first()) {
      case Pending.File _ -> {
        effects.add(new RestoreEffect.AwaitFile());
        return state.with(new RestoreStage.Awaiting());
      }
      case Pending.Complete(Directory directory, FileMetadata metadata) -> {
        effects.add(
            new RestoreEffect.SetMetadata(directory.path(), FileKind.DIRECTORY, metadata));
        return state.withPending(state.pending().rest())
            .with(new RestoreStage.Leaving(directory.path()));
      }
    }
  }

  /// Takes what became of the file that was handed over first.
  private State stored(State state, RestoreEvent.Stored stored) {
    if (!(state.pending().first() instanceof Pending.File(Job job))) {
      throw new IllegalStateException("no file was handed over");
    }
    TreeEntry entry = job.entry();
    Outcome outcome = stored.outcome();
    RestoreCounts counts = state.counts().written(stored.written());
    for (RestoreEvent.LostExtent lost : stored.lost()) {
      FileExtent extent = entry.extent(lost.index());
      alarms.lost(entry.path(), extent, lost.instead());
      counts = counts.lost(extent.length());
    }
    if (outcome instanceof Outcome.Incomplete) {
      alarms.metadata(entry.path(), outcome);
    }
    if (!alarms.unlessMade(entry.path(), outcome)) {
      counts = outcome instanceof Outcome.Exists ? counts.keptOne() : counts.failedOne();
    } else if (outcome instanceof Outcome.There) {
      counts = counts.presentOne();
    } else {
      counts = counted(counts, FileKind.FILE);
      counts = stored.lost().isEmpty() ? counts : counts.damagedOne();
    }
    return state.with(state.queue().settled(job))
        .withPending(state.pending().rest())
        .with(counts)
        .with(new RestoreStage.Ready());
  }

  /// Begins the head's entry, once its directory is there.
  private State head(State state) {
    Job job = state.queue().head();
    TreeEntry entry = job.entry();
    if (entry.path().equals(state.skipped())) {
      return drop(state);
    }
    if (entry.isOnlyContinuation()) {
      return refuse(state, "its extents lie beyond its size");
    }
    State at = state.with(state.tree().at(entry.path().parent()));
    Optional<Directory> complete = at.tree().complete();
    if (complete.isPresent()) {
      return complete(at, complete.get());
    }
    Optional<ArchivePath> missing = at.tree().missing();
    if (missing.isPresent()) {
      effects.add(new RestoreEffect.MakeParent(missing.get()));
      return at.with(new RestoreStage.MakingParent(missing.get()));
    }
    if (!at.tree().usable()) {
      return unreachable(at, entry);
    }
    return make(at, job);
  }

  /// Passes over an entry whose directory could not be made; of that there was an alarm.
  private State unreachable(State state, TreeEntry entry) {
    State failed = drop(state.with(state.counts().failedOne()).skipping(entry.path()));
    return entry.kind() == FileKind.DIRECTORY
        ? failed.with(failed.tree()
            .withChild(new Directory(entry.path(), Optional.empty(), false)))
        : failed;
  }

  private State make(State state, Job job) {
    TreeEntry entry = job.entry();
    ArchivePath path = entry.path();
    boolean named = entry.link() != 0 && entry.kind() != FileKind.DIRECTORY
        && job.origin() == Origin.INDEX;
    if (named) {
      effects.add(new RestoreEffect.MakeHardLink(path, entry.link()));
      return state.with(new RestoreStage.Making());
    }
    if (entry.kind() != FileKind.FILE || entry.link() != 0 || entry.continued()) {
      return makeItself(state, entry);
    }
    if (job.started() == job.count()) {
      return handOver(state, job);
    }
    // Its extents wait for room that files before it take.
    return state.pending().isEmpty() ? makeItself(state, entry) : settle(state);
  }

  /// A file whose extents are all under way is made beside whatever follows.
  private State handOver(State state, Job job) {
    effects.add(new RestoreEffect.PutFile(job.entry(), job.firstNumber(),
        EntryMetadata.of(job.entry())));
    return state.with(state.queue().handOverHead())
        .withPending(state.pending().plus(new Pending.File(job)))
        .skipping(job.entry().path());
  }

  private State makeItself(State state, TreeEntry entry) {
    ArchivePath path = entry.path();
    switch (entry.kind()) {
      case FILE -> effects.add(new RestoreEffect.CreateFile(path, entry.size(), entry.modified()));
      case DIRECTORY -> effects.add(new RestoreEffect.MakeDirectory(path));
      case SYMLINK -> {
        if (entry.fields().getTarget().isEmpty()) {
          return refuse(state, "a link without a target");
        }
        effects.add(new RestoreEffect.MakeSymlink(path, ByteSlice.of(entry.target()),
            entry.modified()));
      }
      case FIFO, SOCKET, CHARACTER_DEVICE,
          BLOCK_DEVICE -> effects.add(new RestoreEffect.MakeNode(path,
              entry.kind(), new DeviceNumber(entry.fields().getDeviceMajor(),
                  entry.fields().getDeviceMinor()),
              entry.modified()));
    }
    return state.with(new RestoreStage.Making());
  }

  private State refuse(State state, String why) {
    TreeEntry entry = state.queue().head().entry();
    alarms.add(Alarm.found(AlarmCode.ENTRY_REFUSED, entry.path().toString(), why));
    return drop(state.with(state.counts().failedOne()).skipping(entry.path()));
  }

  private State drop(State state) {
    return state.with(state.queue().dropHead(effects)).with(new RestoreStage.Ready());
  }

  private State originals(State state, List<TreeEntry> entries) {
    TreeEntry entry = state.queue().head().entry();
    if (entries.isEmpty()) {
      alarms.add(Alarm.found(AlarmCode.EXTENT_LOST, entry.path().toString(),
          "the entry with the contents of this name is lost"));
      return drop(state.with(state.counts().failedOne()).skipping(entry.path()));
    }
    List<TreeEntry> here = entries.stream()
        .map(original -> new TreeEntry(entry.path(), original.fields(), original.bands()))
        .toList();
    return state.with(state.queue().replaceHead(here, effects)).with(new RestoreStage.Ready());
  }

  private State done(State state, Outcome outcome) {
    return switch (state.stage()) {
      case RestoreStage.MakingParent(ArchivePath path) -> advance(madeParent(state, path, outcome));
      case RestoreStage.Making _ -> made(state, outcome);
      case RestoreStage.Writing(TreeEntry first, boolean damaged) ->
          written(state, first, damaged, outcome);
      case RestoreStage.Finishing(TreeEntry first, boolean damaged) ->
          advance(finished(state, first, damaged, outcome));
      case RestoreStage.Abandoning _ -> advance(state.with(new RestoreStage.Ready()));
      case RestoreStage.Leaving(ArchivePath path) -> {
        alarms.metadata(path, outcome);
        yield advance(state.with(new RestoreStage.Ready()));
      }
      case RestoreStage.Ready _,RestoreStage.Waiting _,RestoreStage.Searching _,RestoreStage.Continuing _,RestoreStage.Awaiting _,RestoreStage.Over _ ->
          throw new IllegalStateException("nothing was asked of the target");
    };
  }

  private State madeParent(State state, ArchivePath path, Outcome outcome) {
    boolean usable = alarms.unlessMade(path, outcome);
    var directory = new Directory(path, Optional.empty(), usable);
    return state.with(state.tree().withAncestor(directory)).with(new RestoreStage.Ready());
  }

  private State made(State state, Outcome outcome) {
    Job job = state.queue().head();
    TreeEntry entry = job.entry();
    boolean named = entry.link() != 0 && entry.kind() != FileKind.DIRECTORY
        && job.origin() == Origin.INDEX;
    if (named) {
      switch (outcome) {
        case Outcome.NoOriginal _ when carriesFields(entry) -> {
          return advance(remade(state, entry));
        }
        // A target that has no hard links gets copies.
        case Outcome.NoOriginal _,Outcome.Denied _ -> {
          effects.add(new RestoreEffect.FindOriginals(entry.link()));
          return state.with(new RestoreStage.Searching());
        }
        case Outcome.Made _,Outcome.There _ -> {
          State linked = state.with(counted(state.counts(), entry.kind()));
          return advance(drop(linked.skipping(entry.path())));
        }
        default -> {
          // As with any other entry that cannot be made.
        }
      }
    }
    if (!alarms.unlessMade(entry.path(), outcome)) {
      return advance(notMade(state, entry, outcome));
    }
    if (outcome instanceof Outcome.There && entry.kind() != FileKind.DIRECTORY) {
      return advance(present(state, entry));
    }
    return contents(state, entry, outcome);
  }

  /// Passes over what was restored before.
  private State present(State state, TreeEntry entry) {
    if (entry.link() != 0) {
      effects.add(new RestoreEffect.Remember(entry.link(), entry.path()));
    }
    return drop(state.with(state.counts().presentOne()).skipping(entry.path()));
  }

  /// Whether an entry with a link number is the one that has everything.
  private static boolean carriesFields(TreeEntry entry) {
    return entry.fields().getMode() != 0 || entry.fields().getMtimeSeconds() != 0
        || entry.size() != 0 || !entry.fields().getTarget().isEmpty();
  }

  /// The first name of a file of several is made like any other.
  private State remade(State state, TreeEntry entry) {
    RestoreQueue queue = state.queue();
    return makeItself(state.with(queue.withHeadOriginal()), entry);
  }

  private State notMade(State state, TreeEntry entry, Outcome outcome) {
    RestoreCounts counts = outcome instanceof Outcome.Exists
        ? state.counts().keptOne()
        : state.counts().failedOne();
    State dropped = drop(state.with(counts).skipping(entry.path()));
    return entry.kind() == FileKind.DIRECTORY
        ? dropped.with(dropped.tree()
            .withChild(new Directory(entry.path(), Optional.empty(), false)))
        : dropped;
  }

  /// Goes on with what an entry that was made needs.
  private State contents(State state, TreeEntry entry, Outcome outcome) {
    FileMetadata metadata = EntryMetadata.of(entry);
    return switch (entry.kind()) {
      case FILE -> nextExtent(state, entry, false);
      case DIRECTORY -> {
        // A directory of the user's that is kept keeps its metadata.
        boolean own = outcome instanceof Outcome.Made
            || state.options().existing() == Existing.REPLACE;
        var directory = new Directory(entry.path(),
            own ? Optional.of(metadata) : Optional.empty(), true);
        State counted = state.with(state.counts().directory())
            .with(state.tree().withChild(directory));
        yield advance(drop(counted));
      }
      case SYMLINK, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {
        effects.add(new RestoreEffect.SetMetadata(entry.path(), entry.kind(), metadata));
        yield state.with(new RestoreStage.Finishing(entry, false));
      }
    };
  }

  /// Takes the next extent of the open file, or ends the file.
  private State nextExtent(State state, TreeEntry first, boolean damaged) {
    State at = state.with(state.queue().fetch(state.options().maxBytesAhead(), effects));
    Job job = at.queue().head();
    if (job.taken() < job.count()) {
      if (job.taken() == job.started()) {
        at = at.with(at.queue().fetchOne(effects));
      }
      effects.add(new RestoreEffect.Take(job.firstNumber() + job.taken()));
      return at.with(new RestoreStage.Writing(first, damaged));
    }
    TreeEntry last = job.entry();
    if (!last.continued()) {
      return finish(at, first, damaged);
    }
    if (at.queue().second().isEmpty() && !at.ended()) {
      // A file of more than two entries: the rest of them is not listed yet.
      effects.add(new RestoreEffect.NextEntry());
      return at.with(new RestoreStage.Continuing(first, damaged));
    }
    Optional<TreeEntry> next = at.queue()
        .second()
        .filter(entry -> entry.goesOnWith(last) && entry.extentsEnd() <= first.size());
    if (next.isEmpty()) {
      // Its entry is in a part of the index that is lost, or breaks the rules.
      return finish(lost(at, first, last.extentsEnd(), first.size() - last.extentsEnd(),
          "the index entry is lost"), first, true);
    }
    return nextExtent(at.with(at.queue().dropHead(effects)), first, damaged);
  }

  private State lost(State state, TreeEntry first, long offset, long length, String reason) {
    alarms.lost(first.path(), offset, length, reason);
    return state.with(state.counts().lost(length));
  }

  private State finish(State state, TreeEntry first, boolean damaged) {
    FileMetadata metadata = EntryMetadata.of(first);
    effects.add(new RestoreEffect.FinishFile(first.path(), first.size(),
        damaged ? metadata.withoutTime() : metadata));
    return state.with(new RestoreStage.Finishing(first, damaged));
  }

  private State taken(State state, Fetched fetched) {
    if (!(state.stage() instanceof RestoreStage.Writing(TreeEntry first, boolean damaged))) {
      throw new IllegalStateException("no extent was asked for");
    }
    Job job = state.queue().head();
    FileExtent extent = job.entry().extent(job.taken());
    State at = state.with(state.queue().taken());
    if (fetched instanceof Fetched.Bytes(ByteSlice bytes)) {
      effects.add(new RestoreEffect.Write(extent.offset(), bytes));
      return at;
    }
    alarms.lost(first.path(), extent, fetched);
    return nextExtent(at.with(at.counts().lost(extent.length())), first, true);
  }

  private State written(State state, TreeEntry first, boolean damaged, Outcome outcome) {
    if (!alarms.unlessMade(first.path(), outcome)) {
      effects.add(new RestoreEffect.AbandonFile());
      State dropped = state.with(state.counts().failedOne()).skipping(first.path());
      return dropped.with(state.queue().dropHead(effects)).with(new RestoreStage.Abandoning());
    }
    Job job = state.queue().head();
    long length = job.entry().extent(job.taken() - 1).length();
    return nextExtent(state.with(state.counts().written(length)), first, damaged);
  }

  private State finished(State state, TreeEntry first, boolean damaged, Outcome outcome) {
    RestoreCounts counts = state.counts();
    boolean made = switch (outcome) {
      case Outcome.Incomplete incomplete -> {
        alarms.metadata(first.path(), incomplete);
        yield true;
      }
      default -> alarms.unlessMade(first.path(), outcome);
    };
    counts = made ? counted(counts, first.kind()) : counts.failedOne();
    if (made && first.link() != 0) {
      effects.add(new RestoreEffect.Remember(first.link(), first.path()));
    }
    return drop(state.with(damaged ? counts.damagedOne() : counts).skipping(first.path()));
  }
}
