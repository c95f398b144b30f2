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
import dura.band.model.TreeEntry;
import dura.band.run.BlockReader.ReadExtent;
import dura.band.source.RestoreTarget;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs a [RestoreMachine]: one thread writes to the target, in order; others read and decode the
/// blocks that will be needed.
public final class RestoreDriver {
  private static final int ENTRIES_AHEAD = 256;
  private static final long BYTES_AHEAD = 24L << 20;

  private final RestoreRequest request;
  private final Monitor monitor;
  private final AlarmBook alarms;
  private final TargetWriter writer;
  private final BlockReader blocks;
  private final EntrySource entries;
  private final Set<ArchivePath> notFound;
  private final Map<Long, CompletableFuture<ReadExtent>> fetching = new HashMap<>();

  private RestoreDriver(RestoreRequest request, RestoreTarget target, Monitor monitor,
      BlockReader blocks) {
    this.request = request;
    this.monitor = monitor;
    this.alarms = new AlarmBook(monitor);
    this.writer = new TargetWriter(target, request.existing());
    this.blocks = blocks;
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
        return new RestoreDriver(request, target, monitor, request.contents().blocks().on(pool))
            .run();
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
        fetching.put(prefetch.number(), blocks.read(prefetch.extent()));
        yield Optional.empty();
      }
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
        progress(toTarget, state);
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

  private void progress(RestoreEffect.ToTarget effect, State state) {
    if (effect instanceof RestoreEffect.FinishFile file) {
      long total = request.paths().isEmpty()
          ? request.contents().totalBytes()
          : -1;
      monitor.event(new Monitor.Event.Progress(state.counts().entries(), state.counts().bytes(),
          total, file.path().toString()));
    }
  }
}
