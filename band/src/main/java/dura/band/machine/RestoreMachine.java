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
import dura.codec.bytes.Sha256;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a restore does, in which order, and what it says of what it finds; without files or threads.
///
/// Entries come in the order of the index. Their extents are asked for ahead ([RestoreEffect.Prefetch]);
/// everything else is one step at a time: a step ends with at most one effect that is answered by
/// an event. Per entry:
///
/// ```
/// WAITING ─ NextEntry ─▶ Entry | NoMoreEntries ─▶ (queue)
/// (head)  ─ SetMetadata of directories that are complete, MakeDirectory of parents without entry
///         ─▶ MAKING ─▶ WRITING: Take, Write, Take, Write … ─▶ FINISHING ─▶ next
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
  /// @param skipped the file whose further entries are passed over
  public record State(Options options, RestoreQueue queue, OpenTree tree, Stage stage,
      boolean ended, @Nullable ArchivePath skipped, RestoreCounts counts) {
    /// Whether nothing is left to do.
    public boolean isOver() {
      return stage instanceof Stage.Over;
    }

    State with(RestoreQueue other) {
      return new State(options, other, tree, stage, ended, skipped, counts);
    }

    State with(OpenTree other) {
      return new State(options, queue, other, stage, ended, skipped, counts);
    }

    State with(Stage other) {
      return new State(options, queue, tree, other, ended, skipped, counts);
    }

    State with(RestoreCounts other) {
      return new State(options, queue, tree, stage, ended, skipped, other);
    }

    State skipping(ArchivePath path) {
      return new State(options, queue, tree, stage, ended, path, counts);
    }

    State withoutEntries() {
      return new State(options, queue, tree, stage, true, skipped, counts);
    }
  }

  /// What the machine waits for.
  sealed interface Stage {
    /// Nothing: it goes on.
    record Ready() implements Stage {}

    /// The next entry.
    record Waiting() implements Stage {}

    /// A directory of which the index has no entry.
    record MakingParent(ArchivePath path) implements Stage {}

    /// The head's entry.
    record Making() implements Stage {}

    /// The entries with the fields of the head's file.
    record Searching() implements Stage {}

    /// An extent, or that it is written: the open file is that of `first`.
    record Writing(TreeEntry first, boolean damaged) implements Stage {}

    /// The entry that goes on with the open file.
    record Continuing(TreeEntry first, boolean damaged) implements Stage {}

    /// The end of the open file, or of an entry without contents.
    record Finishing(TreeEntry first, boolean damaged) implements Stage {}

    /// That the open file is closed.
    record Abandoning() implements Stage {}

    /// The metadata of a directory.
    record Leaving(ArchivePath path) implements Stage {}

    record Over() implements Stage {}
  }

  /// What a step comes to.
  public record Step(State state, List<RestoreEffect> effects, List<Alarm> alarms) {}

  private final List<RestoreEffect> effects = new ArrayList<>();
  private final List<Alarm> alarms = new ArrayList<>();

  private RestoreMachine() {}

  /// The state before [RestoreEvent.Begin].
  public static State start(Options options) {
    return new State(options, RestoreQueue.EMPTY, OpenTree.EMPTY, new Stage.Ready(), false, null,
        RestoreCounts.NONE);
  }

  /// One step.
  public static Step step(State state, RestoreEvent event) {
    var step = new RestoreMachine();
    State next = step.take(state, event);
    return new Step(next, List.copyOf(step.effects), List.copyOf(step.alarms));
  }

  private State take(State state, RestoreEvent event) {
    return switch (event) {
      case RestoreEvent.Begin _ -> advance(state);
      case RestoreEvent.Entry(TreeEntry entry) -> listed(state, entry);
      case RestoreEvent.NoMoreEntries _ -> listEnded(state.withoutEntries());
      case RestoreEvent.Taken(Fetched fetched) -> taken(state, fetched);
      case RestoreEvent.Originals(List<TreeEntry> entries) -> advance(originals(state, entries));
      case RestoreEvent.Done(Outcome outcome) -> done(state, outcome);
    };
  }

  private State listed(State state, TreeEntry entry) {
    return state.stage() instanceof Stage.Continuing(TreeEntry first, boolean damaged)
        ? nextExtent(state.with(state.queue().append(entry)), first, damaged)
        : advance(entered(state, entry));
  }

  private State listEnded(State state) {
    return state.stage() instanceof Stage.Continuing(TreeEntry first, boolean damaged)
        ? nextExtent(state, first, damaged)
        : advance(state.with(new Stage.Ready()));
  }

  private State entered(State state, TreeEntry entry) {
    State ready = state.with(new Stage.Ready());
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
    while (at.stage() instanceof Stage.Ready) {
      at = at.with(at.queue().fetch(at.options().maxBytesAhead(), effects));
      if (wantsEntry(at)) {
        effects.add(new RestoreEffect.NextEntry());
        return at.with(new Stage.Waiting());
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
      return state.with(tree).with(new Stage.Over());
    }
    return complete(state.with(tree), top.get());
  }

  private State complete(State state, Directory directory) {
    State popped = state.with(state.tree().pop());
    if (directory.metadata().isEmpty() || !directory.usable()) {
      return popped;
    }
    effects.add(new RestoreEffect.SetMetadata(directory.path(), FileKind.DIRECTORY,
        directory.metadata().get()));
    return popped.with(new Stage.Leaving(directory.path()));
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
      return at.with(new Stage.MakingParent(missing.get()));
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
      return state.with(new Stage.Making());
    }
    return makeItself(state, entry);
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
    return state.with(new Stage.Making());
  }

  private State refuse(State state, String why) {
    TreeEntry entry = state.queue().head().entry();
    alarms.add(Alarm.found(AlarmCode.ENTRY_REFUSED, entry.path().toString(), why));
    return drop(state.with(state.counts().failedOne()).skipping(entry.path()));
  }

  private State drop(State state) {
    return state.with(state.queue().dropHead(effects)).with(new Stage.Ready());
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
    return state.with(state.queue().replaceHead(here, effects)).with(new Stage.Ready());
  }

  private State done(State state, Outcome outcome) {
    return switch (state.stage()) {
      case Stage.MakingParent(ArchivePath path) -> advance(madeParent(state, path, outcome));
      case Stage.Making _ -> made(state, outcome);
      case Stage.Writing(TreeEntry first, boolean damaged) ->
          written(state, first, damaged, outcome);
      case Stage.Finishing(TreeEntry first, boolean damaged) ->
          advance(finished(state, first, damaged, outcome));
      case Stage.Abandoning _ -> advance(state.with(new Stage.Ready()));
      case Stage.Leaving(ArchivePath path) -> {
        metadataAlarms(path, outcome);
        yield advance(state.with(new Stage.Ready()));
      }
      case Stage.Ready _,Stage.Waiting _,Stage.Searching _,Stage.Continuing _,Stage.Over _ ->
          throw new IllegalStateException("nothing was asked of the target");
    };
  }

  private State madeParent(State state, ArchivePath path, Outcome outcome) {
    boolean usable = alarmUnlessMade(path, outcome);
    var directory = new Directory(path, Optional.empty(), usable);
    return state.with(state.tree().withAncestor(directory)).with(new Stage.Ready());
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
          return state.with(new Stage.Searching());
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
    if (!alarmUnlessMade(entry.path(), outcome)) {
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
        yield state.with(new Stage.Finishing(entry, false));
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
      return at.with(new Stage.Writing(first, damaged));
    }
    TreeEntry last = job.entry();
    if (!last.continued()) {
      return finish(at, first, damaged);
    }
    if (at.queue().second().isEmpty() && !at.ended()) {
      // A file of more than two entries: the rest of them is not listed yet.
      effects.add(new RestoreEffect.NextEntry());
      return at.with(new Stage.Continuing(first, damaged));
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
    alarms.add(new Alarm(AlarmCode.EXTENT_LOST,
        Location.range(first.path().toString(), offset, length), "", reason));
    return state.with(state.counts().lost(length));
  }

  private State finish(State state, TreeEntry first, boolean damaged) {
    FileMetadata metadata = EntryMetadata.of(first);
    effects.add(new RestoreEffect.FinishFile(first.path(), first.size(),
        damaged ? metadata.withoutTime() : metadata));
    return state.with(new Stage.Finishing(first, damaged));
  }

  private State taken(State state, Fetched fetched) {
    if (!(state.stage() instanceof Stage.Writing(TreeEntry first, boolean damaged))) {
      throw new IllegalStateException("no extent was asked for");
    }
    Job job = state.queue().head();
    FileExtent extent = job.entry().extent(job.taken());
    State at = state.with(state.queue().taken());
    switch (fetched) {
      case Fetched.Bytes(ByteSlice bytes) -> {
        if (bytes.length() == extent.length() && Sha256.of(bytes).equals(extent.sha256())) {
          effects.add(new RestoreEffect.Write(extent.offset(), bytes));
          return at;
        }
        alarms.add(Alarm.found(AlarmCode.EXTENT_MISMATCH, extent.blockId().path(),
            first.path() + "@" + extent.offset() + "+" + extent.length()));
        return nextExtent(lost(at, first, extent.offset(), extent.length(),
            "its bytes have another SHA-256"), first, true);
      }
      case Fetched.Unavailable(String reason) -> {
        return nextExtent(lost(at, first, extent.offset(), extent.length(), reason), first, true);
      }
    }
  }

  private State written(State state, TreeEntry first, boolean damaged, Outcome outcome) {
    if (!alarmUnlessMade(first.path(), outcome)) {
      effects.add(new RestoreEffect.AbandonFile());
      State dropped = state.with(state.counts().failedOne()).skipping(first.path());
      return dropped.with(state.queue().dropHead(effects)).with(new Stage.Abandoning());
    }
    Job job = state.queue().head();
    long length = job.entry().extent(job.taken() - 1).length();
    return nextExtent(state.with(state.counts().written(length)), first, damaged);
  }

  private State finished(State state, TreeEntry first, boolean damaged, Outcome outcome) {
    RestoreCounts counts = state.counts();
    boolean made = switch (outcome) {
      case Outcome.Incomplete incomplete -> {
        metadataAlarms(first.path(), incomplete);
        yield true;
      }
      default -> alarmUnlessMade(first.path(), outcome);
    };
    counts = made ? counted(counts, first.kind()) : counts.failedOne();
    if (made && first.link() != 0) {
      effects.add(new RestoreEffect.Remember(first.link(), first.path()));
    }
    return drop(state.with(damaged ? counts.damagedOne() : counts).skipping(first.path()));
  }

  private void metadataAlarms(ArchivePath path, Outcome outcome) {
    switch (outcome) {
      case Outcome.Incomplete(List<String> aspects) -> aspects.forEach(aspect -> alarms
          .add(Alarm.found(AlarmCode.METADATA_DENIED, path.toString(), aspect)));
      case Outcome.Made _,Outcome.There _ -> {
        // As it should be.
      }
      case Outcome.Denied(String reason) ->
          alarms.add(Alarm.found(AlarmCode.METADATA_DENIED, path.toString(), reason));
      case Outcome.Failed(String reason) ->
          alarms.add(Alarm.found(AlarmCode.METADATA_DENIED, path.toString(), reason));
      case Outcome.Exists _,Outcome.NoOriginal _ ->
          throw new IllegalStateException("no outcome of setting metadata");
    }
  }

  /// Whether the thing is there now.
  private boolean alarmUnlessMade(ArchivePath path, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Made _,Outcome.There _,Outcome.Incomplete _ -> true;
      case Outcome.Exists _ -> alarmed(Alarm.of(AlarmCode.TARGET_EXISTS, path.toString()));
      case Outcome.Denied(String reason) ->
          alarmed(Alarm.found(AlarmCode.TARGET_DENIED, path.toString(), reason));
      case Outcome.Failed(String reason) ->
          alarmed(Alarm.found(AlarmCode.TARGET_IOERROR, path.toString(), reason));
      case Outcome.NoOriginal _ -> throw new IllegalStateException("no link was asked for");
    };
  }

  private boolean alarmed(Alarm alarm) {
    alarms.add(alarm);
    return false;
  }
}
