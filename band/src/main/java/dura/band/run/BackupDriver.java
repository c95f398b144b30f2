package dura.band.run;

import dura.band.machine.BackupEffect;
import dura.band.machine.BackupEvent;
import dura.band.machine.BackupMachine;
import dura.band.machine.BackupPlan;
import dura.band.machine.BackupPlan.Sequence;
import dura.band.machine.BackupState;
import dura.band.model.ArchiveHeader;
import dura.band.model.ArchivePath;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.KeyBlock;
import dura.band.source.FilteredSourceTree;
import dura.band.source.PathExclusion;
import dura.band.source.SourceTree;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.chunk.Chunker;
import dura.codec.compress.FrameCodec;
import dura.codec.crypt.Armor;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.Identity;
import dura.codec.crypt.Recipient;
import dura.proto.EntryKind;
import dura.proto.IndexRoot;
import dura.spec.BandName;
import dura.spec.alarm.Alarm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Drives a [BackupMachine]: reads the source, compresses, encrypts, stores. The machine's thread is the
/// caller's; effects run in workers and come back as events.
public final class BackupDriver {
  /// Time between two checkpoints, at most.
  private static final Duration CHECKPOINT = Duration.ofMinutes(5);

  private final BackupRequest request;
  private final Monitor monitor;
  private final BandHead head;
  private final Parent parent;
  private final PastReader past;
  private final PastReader firstPast;
  private final ByteSlice seed;
  private final ObjectWriter writer;
  private final KeptEntries lister;
  private final Optional<SourceLister> firstLister;
  private final SourceReader reader;
  private final ExecutorService walkers = Executors.newSingleThreadExecutor();
  private final ExecutorService readers = Executors.newSingleThreadExecutor();
  private final ExecutorService workers;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private Instant checkpointed;
  private @Nullable BandTail tail;

  /// What a worker brings back.
  private sealed interface Answer {
    record Done(BackupEvent event) implements Answer {}

    record Failed(Throwable cause) implements Answer {}
  }

  private BackupDriver(Store store, SourceTree source, BackupRequest request,
      BandHead head, Parent parent, List<Recipient> recipients, Monitor monitor) {
    this.request = request;
    this.parent = parent;
    this.past = new PastReader(parent);
    this.firstPast = new PastReader(parent);
    this.seed = parent.seed().orElseGet(() -> newSeed(request.entropy()));
    this.monitor = monitor;
    this.head = head;
    this.checkpointed = head.started();
    this.writer = new ObjectWriter(store, head, FrameCodec.of(request.compression()),
        recipients, request.entropy(), request.cache(), request.signer(), monitor);
    this.lister = new KeptEntries(parent, source, request.choices().kept());
    this.firstLister = request.choices()
        .first()
        .map(first -> new SourceLister(
            new FilteredSourceTree(lister.tree(), new PathExclusion(
                (path, directory) -> !directory && !first.leavesOut(path, false)))));
    this.reader = new SourceReader(source, Chunker.of(seed), request.readRetries());
    this.workers = Executors.newFixedThreadPool(request.jobs());
  }

  /// Writes one band.
  ///
  /// @throws IOException where the store fails; what was stored stays, the band is partial
  /// @throws CryptException where a certificate of the archive cannot be used
  /// @throws AbortedException where the monitor ends the work
  public static BackupReport run(Store store, SourceTree source, ArchiveHeader header,
      BackupRequest request, Monitor monitor)
      throws IOException, CryptException, AbortedException, InterruptedException {
    Instant started = request.clock().instant();
    List<Recipient> recipients = recipients(header, started);
    while (true) {
      try {
        return once(store, source, header, request, monitor, started, recipients);
      } catch (ParentGone _) {
        // Pruned after it was chosen: another one, or none, serves as well.
      }
    }
  }

  private static BackupReport once(Store store, SourceTree source, ArchiveHeader header,
      BackupRequest request, Monitor monitor, Instant started, List<Recipient> recipients)
      throws IOException, CryptException, AbortedException, InterruptedException, ParentGone {
    ArchiveReader archive =
        ArchiveReader.of(store, vouching(header, request.signer()), request.keys(),
            request.cache(), monitor);
    Parent parent = Parent.find(archive, request);
    var head = new BandHead(header.id(), ObjectWriter.newBand(store, request.entropy()),
        List.of(), parent.reference(),
        parent.interrupted().stream().map(Interrupted::reference).toList(), request.profile(),
        started, header.render());
    var driver = new BackupDriver(store, source, request, head, parent, recipients, monitor);
    try {
      return driver.drive();
    } finally {
      driver.close();
    }
  }

  /// The header as this client reads tails: its own key vouches for its own bands where other keys are
  /// listed and it could not add itself.
  private static ArchiveHeader vouching(ArchiveHeader header, Optional<Identity> signer) {
    if (signer.isEmpty() || header.signers().isEmpty()) {
      return header;
    }
    var own = new KeyBlock(ByteSlice.hex(signer.get().fingerprints().getFirst()),
        Armor.encode(signer.get().certificates().getFirst()));
    return header.signers()
        .stream()
        .anyMatch(listed -> listed.fingerprint().equals(own.fingerprint()))
            ? header
            : HeaderRewriter.addSigner(header, own);
  }

  /// What the new band builds on was pruned between the look at it and the head of the new band.
  private static final class ParentGone extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// Puts the head, and then sees whether all it builds on is still there: whoever prunes marks first and looks
  /// for heads then, so one of the two sees the other (format-spec/75-band.md).
  private BackupEvent putHead()
      throws IOException, CryptException, AbortedException, ParentGone {
    BackupEvent stored = writer.putHead();
    if (!parent.isThere()) {
      writer.giveUp(request.clock().instant(), request.signer());
      throw new ParentGone();
    }
    return stored;
  }

  private static ByteSlice newSeed(Entropy entropy) {
    byte[] seed = new byte[Chunker.SEED_BYTES];
    entropy.random("chunker seed").nextBytes(seed);
    return ByteSlice.of(seed);
  }

  private static List<Recipient> recipients(ArchiveHeader header, Instant now)
      throws CryptException {
    var recipients = new ArrayList<Recipient>();
    for (KeyBlock certificate : header.certificates()) {
      recipients.add(Recipient.parse(certificate.armored().getBytes(StandardCharsets.US_ASCII),
          now.getEpochSecond()));
    }
    return recipients;
  }

  private BackupReport drive() throws IOException, CryptException, AbortedException,
      InterruptedException, ParentGone {
    var root = IndexRoot.newBuilder()
        .addAllSource(request.sources())
        .setHost(request.host())
        .addAllTag(request.tags())
        .setDescription(request.description())
        .setWriter(request.writer())
        .setChunkerSeed(seed.toByteString())
        .build();
    var plan = new BackupPlan(head, FrameCodec.of(request.compression()), root,
        parent.ancestry(), parent.covered(), request.trust(), BackupPlan.Bounds.of(request.jobs()),
        firstLister.isPresent() ? Sequence.FIRST_FILES : Sequence.INDEX);
    BackupState state = BackupState.initial(plan);
    BackupEvent event = new BackupEvent.Started();
    while (true) {
      BackupMachine.Step step = BackupMachine.step(state, event);
      state = step.state();
      for (Alarm alarm : step.alarms()) {
        if (monitor.alarm(alarm) == Monitor.Reaction.ABORT) {
          throw new AbortedException(alarm);
        }
      }
      for (BackupEffect effect : step.effects()) {
        progress(effect, state);
        perform(effect, plan);
      }
      if (state.done()) {
        BandTail finished = tail;
        if (finished == null) {
          throw new IllegalStateException("finished without a tail");
        }
        request.cache().ifPresent(cache -> cache.retain(needed(finished)));
        return new BackupReport(finished, state.counters(), state.counters().getAlarms());
      }
      event = isCheckpointDue() && !(event instanceof BackupEvent.CheckpointDue)
          ? new BackupEvent.CheckpointDue()
          : next();
    }
  }

  /// What happens next: what a worker brings back, or that it is time for a checkpoint.
  private BackupEvent next()
      throws IOException, CryptException, AbortedException, InterruptedException, ParentGone {
    Answer answer = answers.poll(CHECKPOINT.toMillis(), TimeUnit.MILLISECONDS);
    while (answer == null && !isCheckpointDue()) {
      answer = answers.poll(CHECKPOINT.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (answer == null) {
      return new BackupEvent.CheckpointDue();
    }
    return switch (answer) {
      case Answer.Done done -> done.event();
      case Answer.Failed failed -> throw rethrown(failed.cause());
    };
  }

  private boolean isCheckpointDue() {
    Instant now = request.clock().instant();
    boolean due = Duration.between(checkpointed, now).compareTo(CHECKPOINT) >= 0;
    checkpointed = due ? now : checkpointed;
    return due;
  }

  /// Bands whose index objects the next backup may need.
  private static Set<BandName> needed(BandTail tail) {
    var bands = new HashSet<BandName>();
    bands.add(tail.head().band());
    tail.refers().forEach(groups -> bands.add(groups.band()));
    return bands;
  }

  private void progress(BackupEffect effect, BackupState state) {
    Optional<String> path = switch (effect) {
      case BackupEffect.ListDirectory list -> Optional.of(list.directory().toString());
      case BackupEffect.ReadWindow window when window.offset() == 0 -> Optional
          .of(ArchivePath.of(window.entry().getPath().toByteArray()).toString());
      default -> Optional.empty();
    };
    path.ifPresent(name -> monitor.event(new Monitor.Event.Progress(state.counters().getFiles(),
        state.counters().getFileBytes(), -1, name)));
  }

  private void perform(BackupEffect effect, BackupPlan plan) {
    switch (effect) {
      case BackupEffect.PutHead _ -> submit(workers, this::putHead);
      case BackupEffect.ListDirectory list -> submit(walkers, () -> list(list));
      case BackupEffect.ReadPast read -> submit(walkers, switch (read.pass()) {
        case FIRST -> firstPast::next;
        case ALL -> past::next;
      });
      case BackupEffect.GatherChunks _ -> submit(workers, () -> PastReader.gather(parent, plan));
      case BackupEffect.ReadWindow window -> submit(readers, () -> reader.read(window));
      case BackupEffect.Compress frame -> submit(workers, () -> writer.compress(frame));
      case BackupEffect.StoreMember member -> submit(workers, () -> writer.putMember(member));
      case BackupEffect.CoverBlock block -> submit(workers, () -> writer.cover(block));
      case BackupEffect.StoreParity parity -> submit(workers, () -> writer.putParity(parity));
      case BackupEffect.ReadClock _ -> answers.add(new Answer.Done(
          new BackupEvent.ClockRead(request.clock().instant().getEpochSecond())));
      case BackupEffect.PutSums sums -> submit(workers, () -> writer.putSums(sums));
      case BackupEffect.PutTail put -> {
        tail = put.tail();
        submit(workers, () -> writer.putTail(put.tail(), request.signer()));
      }
    }
  }

  private BackupEvent list(BackupEffect.ListDirectory list) throws AbortedException {
    return switch (list.pass()) {
      case FIRST -> firstOf(list.directory());
      case ALL -> lister.list(list.directory());
    };
  }

  /// A directory as far as it has files that are to be stored first, or may have below it. A source
  /// that is a file is no such file: patterns are about what is in a source.
  private BackupEvent firstOf(ArchivePath directory) {
    SourceLister.Listing listing = firstLister.orElseThrow().list(directory);
    return new BackupEvent.Listed(directory, listing.entries()
        .stream()
        .filter(entry -> !directory.isTop() || entry.getKind() == EntryKind.DIRECTORY)
        .toList(), List.of());
  }

  private void submit(ExecutorService executor, Callable<? extends BackupEvent> work) {
    executor.execute(() -> {
      try {
        answers.add(new Answer.Done(work.call()));
      } catch (Throwable e) {
        // Carried to the machine's thread, which throws it: a worker must not end in silence.
        answers.add(new Answer.Failed(e));
      }
    });
  }

  private static IOException rethrown(Throwable cause)
      throws CryptException, AbortedException, ParentGone {
    if (cause instanceof IOException e) {
      return e;
    }
    switch (cause) {
      case CryptException e -> throw e;
      case AbortedException e -> throw e;
      case ParentGone e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(cause);
    }
  }

  private void close() throws IOException {
    List.of(walkers, readers, workers).forEach(ExecutorService::shutdownNow);
    reader.close();
  }
}
