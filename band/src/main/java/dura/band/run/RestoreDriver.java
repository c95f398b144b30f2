package dura.band.run;

import dura.band.machine.RestoreEffect;
import dura.band.machine.RestoreEvent;
import dura.band.machine.RestoreEvent.Fetched;
import dura.band.machine.RestoreEvent.Outcome;
import dura.band.machine.RestoreMachine;
import dura.band.machine.RestoreMachine.Options;
import dura.band.machine.RestoreMachine.State;
import dura.band.machine.RestoreMachine.Step;
import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.band.model.TreeEntry;
import dura.band.run.BlockReader.ReadExtent;
import dura.band.source.RestoreTarget;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs a [RestoreMachine]: one thread goes through the index and makes directories, links and large
/// files, in order; others read and decode the blocks that will be needed and make all other files.
public final class RestoreDriver {
  private static final int ENTRIES_AHEAD = 256;
  private static final long BYTES_AHEAD = 24L << 20;

  /// From this size on a hash is worth a thread of its own.
  private static final int MIN_HASHED_BESIDE = 256 << 10;

  private final RestoreRequest request;
  private final Monitor monitor;
  private final AlarmBook alarms;
  private final TargetWriter writer;
  private final BlockReader blocks;
  private final EntrySource entries;
  private final Set<ArchivePath> notFound;
  private final Executor pool;
  private final Map<Long, CompletableFuture<ReadExtent>> fetching = new HashMap<>();
  private final Queue<Put> puts = new ArrayDeque<>();

  /// A file that was handed over.
  private record Put(ArchivePath path, List<CompletableFuture<ReadExtent>> extents,
      CompletableFuture<RestoreEvent.Stored> stored) {}

  private RestoreDriver(RestoreRequest request, RestoreTarget target, Monitor monitor,
      Executor pool) {
    this.pool = pool;
    this.request = request;
    this.monitor = monitor;
    this.alarms = new AlarmBook(monitor);
    this.writer = new TargetWriter(target, request.existing());
    this.blocks = request.contents().blocks().on(pool);
    this.entries = request.contents()
        .entries(request.paths().isEmpty()
            ? Selection.all()
            : Selection.of(request.paths()));
    this.notFound = new LinkedHashSet<>(request.paths());
    notFound.remove(ArchivePath.TOP);
  }

  /// Restores what `request` says into `target`.
  ///
  /// @throws IOException where the target fails as a whole
  /// @throws AbortedException where an alarm ended the work
  public static RestoreReport run(RestoreRequest request, RestoreTarget target, Monitor monitor)
      throws IOException, AbortedException {
    var number = new AtomicInteger();
    try (
        ExecutorService pool = Executors.newFixedThreadPool(request.jobs(), task -> Thread
            .ofPlatform()
            .daemon()
            .name("restore-" + number.incrementAndGet())
            .unstarted(task))) {
      try {
        return new RestoreDriver(request, target, monitor, pool).run();
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private RestoreReport run() throws IOException, AbortedException {
    State state = RestoreMachine.start(new Options(request.existing(), request.purpose(),
        ENTRIES_AHEAD, BYTES_AHEAD));
    Optional<RestoreEvent> event = Optional.of(new RestoreEvent.Begin());
    try {
      while (event.isPresent()) {
        Step step = RestoreMachine.step(state, event.get());
        state = step.state();
        for (var alarm : step.alarms()) {
          alarms.raise(alarm);
        }
        event = Optional.empty();
        for (RestoreEffect effect : step.effects()) {
          Optional<RestoreEvent> answer = perform(effect, state);
          event = answer.isPresent() ? answer : event;
        }
      }
    } finally {
      writer.abandon();
    }
    return new RestoreReport(state.counts(), List.copyOf(notFound));
  }

  private Optional<RestoreEvent> perform(RestoreEffect effect, State state)
      throws AbortedException {
    return switch (effect) {
      case RestoreEffect.NextEntry _ -> Optional.of(next());
      case RestoreEffect.Prefetch prefetch -> {
        fetching.put(prefetch.number(), fetch(prefetch.extent()));
        yield Optional.empty();
      }
      case RestoreEffect.PutFile put -> {
        puts.add(put(put));
        yield Optional.empty();
      }
      case RestoreEffect.AwaitFile _ -> Optional.of(stored(state));
      case RestoreEffect.Take take -> Optional.of(new RestoreEvent.Taken(fetched(take.number())));
      case RestoreEffect.Release release -> {
        fetching.remove(release.number());
        yield Optional.empty();
      }
      case RestoreEffect.FindOriginals find ->
          Optional.of(new RestoreEvent.Originals(request.contents().originals(find.link())));
      case RestoreEffect.Remember remember -> {
        writer.remember(remember.link(), remember.path());
        yield Optional.empty();
      }
      case RestoreEffect.ToTarget toTarget -> {
        Outcome outcome = writer.perform(toTarget);
        if (toTarget instanceof RestoreEffect.FinishFile file) {
          progress(file.path(), state);
        }
        yield Optional.of(new RestoreEvent.Done(outcome));
      }
    };
  }

  private RestoreEvent next() throws AbortedException {
    Optional<TreeEntry> entry = entries.next();
    if (entry.isEmpty()) {
      return new RestoreEvent.NoMoreEntries();
    }
    notFound.remove(entry.get().path());
    return new RestoreEvent.Entry(entry.get());
  }

  private Fetched fetched(long number) throws AbortedException {
    CompletableFuture<ReadExtent> future = fetching.remove(number);
    if (future == null) {
      throw new IllegalStateException("extent " + number + " was not asked for");
    }
    ReadExtent read = future.join();
    request.contents().alarms().raise(read.alarms());
    return read.fetched();
  }

  private CompletableFuture<ReadExtent> fetch(FileExtent extent) {
    CompletableFuture<ReadExtent> read = blocks.read(extent);
    return extent.length() < MIN_HASHED_BESIDE
        ? read.thenApply(bytes -> bytes.checked(extent))
        : read.thenApplyAsync(bytes -> bytes.checked(extent), pool);
  }

  private Put put(RestoreEffect.PutFile put) {
    var extents = new ArrayList<CompletableFuture<ReadExtent>>();
    for (int i = 0; i < put.entry().fields().getExtentCount(); i++) {
      CompletableFuture<ReadExtent> future = fetching.remove(put.firstNumber() + i);
      if (future == null) {
        throw new IllegalStateException("extent " + i + " was not asked for");
      }
      extents.add(future);
    }
    return new Put(put.entry().path(), extents,
        CompletableFuture.allOf(extents.toArray(CompletableFuture[]::new))
            .thenApplyAsync(_ -> writer.put(put,
                extents.stream().map(CompletableFuture::join).toList()), pool));
  }

  /// What became of the file that was handed over first. Alarms of blocks come in the order of files.
  private RestoreEvent.Stored stored(State state) throws AbortedException {
    Put put = puts.remove();
    RestoreEvent.Stored stored = put.stored().join();
    if (stored.outcome() instanceof Outcome.Made
        || stored.outcome() instanceof Outcome.Incomplete) {
      for (CompletableFuture<ReadExtent> extent : put.extents()) {
        request.contents().alarms().raise(extent.join().alarms());
      }
    }
    progress(put.path(), state);
    return stored;
  }

  private void progress(ArchivePath path, State state) {
    long total = request.paths().isEmpty()
        ? request.contents().totalBytes()
        : -1;
    monitor.event(new Monitor.Event.Progress(state.counts().entries(), state.counts().bytes(),
        total, path.toString()));
  }
}
