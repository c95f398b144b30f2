package dura.band.run;

import dura.band.machine.CheckDepth;
import dura.band.machine.CheckEffect;
import dura.band.machine.CheckEvent;
import dura.band.machine.CheckMachine;
import dura.band.machine.CheckQuestion;
import dura.band.machine.CheckState;
import dura.band.machine.Finding;
import dura.band.machine.RepairEffect;
import dura.band.machine.RepairEvent;
import dura.band.machine.RepairMachine;
import dura.band.machine.RepairResult;
import dura.band.machine.RepairState;
import dura.band.store.Store;
import dura.spec.alarm.Alarm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// Checks and repairs archives: drives a [CheckMachine] and a [RepairMachine]. Objects are read and
/// written by `jobs` workers, each of which holds one object, or those of a group that are recreated.
public final class FsckDriver implements AutoCloseable {
  private final Store store;
  private final Monitor monitor;
  private final int jobs;
  private final ExecutorService workers;

  /// Hears nothing and goes on.
  private static final class Unheard implements Monitor {
    @Override
    public Reaction alarm(Alarm alarm) {
      return Reaction.CONTINUE;
    }

    @Override
    public void event(Event event) {}
  }

  /// What a worker brings back.
  private sealed interface Answer<E> {
    record Done<E>(E event) implements Answer<E> {}

    record Failed<E>(Throwable cause) implements Answer<E> {}
  }

  /// @param jobs workers, at least 1
  public FsckDriver(Store store, int jobs, Monitor monitor) {
    this.store = store;
    this.monitor = monitor;
    this.jobs = jobs;
    this.workers = Executors.newFixedThreadPool(jobs);
  }

  /// Checks the archive; nothing is written.
  ///
  /// @return a report whose plan can be carried out
  /// @param depth but not the deepest, which needs keys
  /// @throws IOException where the place itself cannot be listed
  /// @throws AbortedException where the monitor ends the work
  public FsckReport check(CheckDepth depth)
      throws IOException, ArchiveException, AbortedException, InterruptedException {
    return check(CheckRequest.whole(depth)).report();
  }

  /// Checks a portion of the archive, perhaps not to its end; nothing is written.
  ///
  /// @throws IOException where the place itself cannot be listed
  /// @throws ArchiveException where contents are to be checked and cannot be opened
  /// @throws AbortedException where the monitor ends the work
  public CheckOutcome check(CheckRequest request)
      throws IOException, ArchiveException, AbortedException, InterruptedException {
    store.list("");
    if (request.depth() != CheckDepth.DEEP) {
      return check(request, new ObjectInspector(store), List.of());
    }
    // What is wrong with the bytes of objects is told when these are checked.
    ContentCheck contents =
        ContentCheck.open(ArchiveReader.open(store, request.keys(), new Unheard()));
    for (Finding finding : contents.findings()) {
      tell(finding.alarms());
    }
    return check(request, new ObjectInspector(store, contents::wrong), contents.findings());
  }

  private CheckOutcome check(CheckRequest request, ObjectInspector inspector,
      List<Finding> besides) throws AbortedException, InterruptedException {
    var answers = new LinkedBlockingQueue<Answer<CheckEvent>>();
    CheckState state = CheckState.initial(request.plan(2 * jobs, store.replacing().isPresent()));
    CheckEvent event = new CheckEvent.Started();
    boolean timeOver = false;
    long looked = 0;
    while (true) {
      CheckMachine.Step step = CheckMachine.step(state, event);
      tell(step.alarms());
      if (!step.state().done() && !step.state().reached().equals(state.reached())) {
        CheckState reached = step.state();
        request.checkpoint()
            .reached(reached.reached().orElseThrow(), () -> report(reached, besides));
      }
      state = step.state();
      for (CheckEffect effect : step.effects()) {
        if (effect.question() instanceof CheckQuestion.ObjectAt object) {
          looked++;
          monitor.event(
              new Monitor.Event.Progress(looked, inspector.bytesRead(), -1,
                  object.expected().path()));
        }
        submit(answers, () -> new CheckEvent.Answered(effect.ticket(),
            inspector.answer(effect.question())));
      }
      if (state.done()) {
        return new CheckOutcome(report(state, besides),
            state.stopped() ? state.reached() : Optional.empty());
      }
      event = next(answers);
      if (!timeOver && request.timeOver().getAsBoolean()) {
        timeOver = true;
        state = CheckMachine.step(state, new CheckEvent.TimeOver()).state();
      }
    }
  }

  private void tell(List<Alarm> alarms) throws AbortedException {
    for (Alarm alarm : alarms) {
      if (monitor.alarm(alarm) == Monitor.Reaction.ABORT) {
        throw new AbortedException(alarm);
      }
    }
  }

  /// @param besides findings of others
  private static FsckReport report(CheckState state, List<Finding> besides) {
    var findings = new ArrayList<>(state.allFindings());
    findings.addAll(besides);
    return new FsckReport(state.archiveId(), state.isArchive(), findings,
        state.bandSummaries(), state.repairPlan(), List.of());
  }

  /// Carries out the plan of a check.
  ///
  /// @return the report after it
  public FsckReport repair(FsckReport checked) throws InterruptedException {
    var repairer = new Repairer(store, checked.archiveId());
    var answers = new LinkedBlockingQueue<Answer<RepairEvent>>();
    RepairState state = RepairState.initial(checked.plan(), jobs);
    RepairEvent event = new RepairEvent.Started();
    while (true) {
      RepairMachine.Step step = RepairMachine.step(state, event);
      state = step.state();
      for (RepairEffect effect : step.effects()) {
        submit(answers, () -> {
          List<RepairResult> results = repairer.perform(effect.action());
          return new RepairEvent.Performed(effect.ticket(), results);
        });
      }
      if (state.done()) {
        return new FsckReport(checked.archiveId(), checked.isArchive(),
            state.after(checked.findings()), checked.bands(), List.of(), state.allResults());
      }
      event = next(answers);
    }
  }

  private <E> void submit(BlockingQueue<Answer<E>> answers, Callable<? extends E> work) {
    workers.execute(() -> {
      try {
        answers.add(new Answer.Done<>(work.call()));
      } catch (Throwable e) {
        // Carried to the machine's thread, which throws it: a worker must not end in silence.
        answers.add(new Answer.Failed<>(e));
      }
    });
  }

  private static <E> E next(BlockingQueue<Answer<E>> answers) throws InterruptedException {
    return switch (answers.take()) {
      case Answer.Done<E> done -> done.event();
      case Answer.Failed<E> failed -> throw rethrown(failed.cause());
    };
  }

  private static IllegalStateException rethrown(Throwable cause) {
    switch (cause) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(cause);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
