package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.CheckDepth;
import dura.band.machine.CheckEffect;
import dura.band.machine.CheckEvent;
import dura.band.machine.CheckMachine;
import dura.band.machine.CheckPlan;
import dura.band.machine.CheckState;
import dura.band.machine.Finding;
import dura.band.machine.RepairEffect;
import dura.band.machine.RepairEvent;
import dura.band.machine.RepairMachine;
import dura.band.machine.RepairState;
import dura.band.store.CrashStore;
import dura.band.store.FaultRule;
import dura.band.store.FaultRule.Fault;
import dura.band.store.FaultRule.Occasion;
import dura.band.store.FaultyStore;
import dura.band.store.MemoryStore;
import dura.band.store.Store;
import dura.band.store.StoreOperation;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.spec.alarm.Alarm;
import dura.testdata.Damage;
import dura.testdata.SplitMix64;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Both machines, step by step, without threads: answers in any order, a repair that ends anywhere.
class FsckMachineProperties {
  /// What a check came to.
  private record Outcome(List<Finding> findings, List<Alarm> alarms, CheckState state) {}

  /// Checks with answers that come in an order drawn from `random`.
  private static Outcome check(Store store, int window, SplitMix64 random) {
    var inspector = new ObjectInspector(store);
    var open = new ArrayList<CheckEffect>();
    var alarms = new ArrayList<Alarm>();
    CheckMachine.Step step = CheckMachine.step(
        CheckState.initial(CheckPlan.whole(CheckDepth.FULL, window,
            store.replacing().isPresent())),
        new CheckEvent.Started());
    while (true) {
      alarms.addAll(step.alarms());
      open.addAll(step.effects());
      assertTrue(open.size() <= window, "bounded");
      if (step.state().done()) {
        assertEquals(List.of(), open);
        return new Outcome(step.state().allFindings(), alarms, step.state());
      }
      CheckEffect effect = open.remove(random.below(open.size()));
      step = CheckMachine.step(step.state(), new CheckEvent.Answered(effect.ticket(),
          inspector.answer(effect.question())));
    }
  }

  /// Repairs in an order drawn from `random`, and ends after `most` actions.
  private static RepairState repair(Store store, CheckState checked, int most,
      SplitMix64 random) {
    var repairer = new Repairer(store, checked.archiveId());
    var open = new ArrayList<RepairEffect>();
    RepairMachine.Step step =
        RepairMachine.step(RepairState.initial(checked.repairPlan(), 3),
            new RepairEvent.Started());
    open.addAll(step.effects());
    for (int done = 0; done < most && !step.state().done(); done++) {
      RepairEffect effect = open.remove(random.below(open.size()));
      step = RepairMachine.step(step.state(),
          new RepairEvent.Performed(effect.ticket(), repairer.perform(effect.action())));
      open.addAll(step.effects());
    }
    return step.state();
  }

  /// Damages some of the files, each in some way.
  private static FsckArchive damaged(FsckArchive archive, SplitMix64 random, int oneIn) {
    FsckArchive damaged = archive;
    for (String path : archive.paths()) {
      byte[] bytes = archive.bytes(path);
      if (random.oneIn(oneIn)) {
        damaged = switch (random.below(6)) {
          case 0 -> damaged.without(path);
          case 1 -> damaged.with(path, new Damage.Flip(random.next(), 20).of(bytes));
          case 2 -> damaged.with(path, new Damage.Sectors(random.next(), 40).of(bytes));
          case 3 -> damaged.with(path, new Damage.Truncate(random.below(bytes.length)).of(bytes));
          case 4 -> damaged.with(path, new Damage.Garbage(random.next()).of(bytes));
          default -> damaged.with(path,
              archive.bytes(archive.paths().get(random.below(archive.paths().size()))));
        };
      }
    }
    return damaged;
  }

  @Property(tries = 25)
  void findingsDoNotDependOnTheOrderOfAnswers(@ForAll long seed,
      @ForAll @IntRange(min = 2, max = 9) int window) throws Exception {
    var random = new SplitMix64(seed);
    MemoryStore store = damaged(FsckArchive.sample(), random, 5).store();
    Outcome inOrder = check(store, 1, random);
    Outcome shuffled = check(store, window, random);
    assertEquals(inOrder.findings(), shuffled.findings());
    assertEquals(inOrder.alarms(), shuffled.alarms());
    assertEquals(inOrder.state().repairPlan(), shuffled.state().repairPlan());
  }

  /// Half of the files damaged or in each other's places, and a repair that ends after four actions:
  /// found by the property below.
  @Example
  void aRepairThatEndsAmongSwappedObjectsMissesNothing() throws Exception {
    aRepairThatEndsAnywhereMakesNothingWorse(5, 4, 2);
  }

  /// What a repair at once brings back, one that was interrupted brings back as well, and leaves no
  /// more behind below `repair/`. (It may bring back more.)
  private static void assertNothingMissed(FsckArchive whole, FsckArchive atOnce,
      FsckArchive interrupted) {
    assertTrue(Set.copyOf(atOnce.paths())
        .containsAll(
            interrupted.paths().stream().filter(path -> path.startsWith("repair/")).toList()),
        () -> interrupted.paths().toString());
    for (String path : whole.paths()) {
      if (atOnce.paths().contains(path)
          && Arrays.equals(atOnce.bytes(path), whole.bytes(path))) {
        assertTrue(interrupted.paths().contains(path), path);
        assertArrayEquals(whole.bytes(path), interrupted.bytes(path), path);
      }
    }
  }

  /// After any number of its actions every file is as it was or as it must be, and what a whole
  /// repair brings back from there is what it would have brought back at once.
  @Property(tries = 25)
  void aRepairThatEndsAnywhereMakesNothingWorse(@ForAll long seed,
      @ForAll @IntRange(min = 0, max = 12) int actions,
      @ForAll @IntRange(min = 2, max = 12) int oneIn) throws Exception {
    FsckArchive archive = FsckArchive.sample();
    var random = new SplitMix64(seed);
    FsckArchive before = damaged(archive, random, oneIn);
    MemoryStore atOnce = before.store();
    repair(atOnce, check(atOnce, 4, random).state(), Integer.MAX_VALUE, random);

    MemoryStore store = before.store();
    repair(store, check(store, 4, random).state(), actions, random);
    assertNothingWorse(archive, before, store);
    repair(store, check(store, 4, random).state(), Integer.MAX_VALUE, random);
    assertNothingWorse(archive, before, store);
    assertNothingMissed(archive, FsckArchive.of(atOnce), FsckArchive.of(store));

    // And once more: nothing that could be done was left.
    Outcome again = check(store, 4, random);
    assertEquals(List.of(), again.state().repairPlan());
  }

  /// The power fails at some change.
  @Property(tries = 20)
  void powerLostWhileRepairingMakesNothingWorse(@ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int change, @ForAll boolean done) throws Exception {
    FsckArchive archive = FsckArchive.sample();
    var random = new SplitMix64(seed);
    FsckArchive before = damaged(archive, random, 4);
    var store = new CrashStore(before.store());
    CheckState checked = check(store, 4, random).state();
    store.crashAt(change, done ? CrashStore.Fate.DONE : CrashStore.Fate.DROPPED);
    repair(store, checked, Integer.MAX_VALUE, random);
    store.restart();
    assertNothingWorse(archive, before, store);
  }

  private static void assertNothingWorse(FsckArchive archive, FsckArchive before, Store store)
      throws IOException {
    for (String path : before.paths()) {
      Optional<ByteSlice> now = store.read(path).map(StoredBytes::bytes);
      assertTrue(now.isPresent(), path);
      assertTrue(now.get().equals(ByteSlice.of(before.bytes(path)))
          || now.get().equals(ByteSlice.of(archive.bytes(path))), path);
    }
    FsckArchive after = FsckArchive.of(store);
    for (String path : after.paths()) {
      if (!before.paths().contains(path) && !path.startsWith("repair/")) {
        assertEquals(ByteSlice.of(archive.bytes(path)), ByteSlice.of(after.bytes(path)), path);
      }
    }
  }

  /// The place fills up at some change, and stays full.
  @Property(tries = 10)
  void aPlaceThatFillsUpWhileRepairingMakesNothingWorse(@ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int puts) throws Exception {
    FsckArchive archive = FsckArchive.sample();
    var random = new SplitMix64(seed);
    FsckArchive before = damaged(archive, random, 3);
    MemoryStore inner = before.store();
    CheckState checked = check(inner, 4, random).state();
    var rules = new ArrayList<FaultRule>();
    for (int number = puts; number < puts + 200; number++) {
      rules.add(new FaultRule(Set.of(StoreOperation.PUT, StoreOperation.REPLACE),
          Pattern.compile(""), new Occasion.Nth(number), Fault.NO_SPACE));
    }
    repair(new FaultyStore(inner, rules.toArray(FaultRule[]::new)), checked, Integer.MAX_VALUE,
        random);
    assertNothingWorse(archive, before, inner);
    assertSecondRunMissesNothing(archive, before, inner, random);
  }

  private static void assertSecondRunMissesNothing(FsckArchive archive, FsckArchive before,
      Store store, SplitMix64 random) throws Exception {
    MemoryStore atOnce = before.store();
    repair(atOnce, check(atOnce, 4, random).state(), Integer.MAX_VALUE, random);
    repair(store, check(store, 4, random).state(), Integer.MAX_VALUE, random);
    assertNothingWorse(archive, before, store);
    assertNothingMissed(archive, FsckArchive.of(atOnce), FsckArchive.of(store));
    assertEquals(List.of(), check(store, 4, random).state().repairPlan());
  }

  /// Every change that a repair makes, each time the last before the power fails: it happened, or it
  /// did not. (A place that can replace does so in one step.)
  @Property(tries = 2)
  void powerLostAtEveryChangeMakesNothingWorse(@ForAll long seed) throws Exception {
    FsckArchive archive = FsckArchive.sample();
    FsckArchive before = damaged(archive, new SplitMix64(seed), 4);
    for (CrashStore.Fate fate : List.of(CrashStore.Fate.DROPPED, CrashStore.Fate.DONE)) {
      boolean failed = true;
      for (int change = 1; failed; change++) {
        var random = new SplitMix64(seed + change);
        MemoryStore inner = before.store();
        var store = new CrashStore(inner);
        CheckState checked = check(store, 4, random).state();
        store.crashAt(change, fate);
        repair(store, checked, Integer.MAX_VALUE, random);
        failed = store.isOff();
        store.restart();
        assertNothingWorse(archive, before, store);
        assertSecondRunMissesNothing(archive, before, store, random);
      }
    }
  }

  /// Every change that a repair makes, each time the last before the power fails in the middle of it,
  /// in a place that does not replace in one step: what was partly good is written over, but what it
  /// was made into is kept beside, and nothing that a whole repair brings back is missed.
  @Property(tries = 2)
  void writesThatAreTornMakeNothingWorse(@ForAll long seed) throws Exception {
    FsckArchive archive = FsckArchive.sample();
    FsckArchive before = damaged(archive, new SplitMix64(seed), 4);
    MemoryStore atOnce = before.store();
    repair(atOnce, check(atOnce, 4, new SplitMix64(seed)).state(), Integer.MAX_VALUE,
        new SplitMix64(seed));
    FsckArchive most = FsckArchive.of(atOnce);
    boolean failed = true;
    for (int change = 1; failed; change++) {
      var random = new SplitMix64(seed + change);
      MemoryStore inner = before.store();
      var store = new CrashStore(inner);
      CheckState checked = check(store, 4, random).state();
      store.crashAt(change, CrashStore.Fate.TORN);
      repair(store, checked, Integer.MAX_VALUE, random);
      failed = store.isOff();
      store.restart();
      // What is left of a torn write beside is found to be of no use once its object is whole.
      for (int run = 0; run < 2; run++) {
        repair(inner, check(inner, 4, random).state(), Integer.MAX_VALUE, random);
      }
      assertNothingMissed(archive, most, FsckArchive.of(inner));
    }
  }

  @Property(tries = 20)
  void whatIsCalledRepairableIsRepaired(@ForAll long seed,
      @ForAll @IntRange(min = 2, max = 12) int oneIn) throws Exception {
    FsckArchive archive = FsckArchive.sample();
    var random = new SplitMix64(seed);
    MemoryStore store = damaged(archive, random, oneIn).store();
    Outcome checked = check(store, 4, random);
    RepairState repaired = repair(store, checked.state(), Integer.MAX_VALUE, random);
    for (Finding finding : repaired.after(checked.findings())) {
      assertFalse(finding.outcome() == Finding.Outcome.REPAIRABLE, finding::toString);
    }
    for (Finding finding : repaired.after(checked.findings())) {
      if (finding.outcome() == Finding.Outcome.REPAIRED) {
        assertEquals(Optional.of(ByteSlice.of(archive.bytes(finding.path()))),
            store.read(finding.path()).map(StoredBytes::bytes));
      }
    }
  }
}
