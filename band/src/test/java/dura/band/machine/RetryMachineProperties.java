package dura.band.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.RetryMachine.Failed;
import dura.band.machine.RetryMachine.GivenUp;
import dura.band.machine.RetryMachine.Next;
import dura.band.machine.RetryMachine.Policy;
import dura.band.machine.RetryMachine.State;
import dura.band.machine.RetryMachine.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// When requests are made again.
class RetryMachineProperties {
  private static final Failed PASSING = new Failed(false, Optional.empty());

  private static Policy policy(int attempts, int firstMillis, int factor, int patienceMillis) {
    return new Policy(attempts, Duration.ofMillis(firstMillis),
        Duration.ofMillis((long) firstMillis * factor), Duration.ofMillis(patienceMillis));
  }

  @Property
  void everyRunEndsWithinItsBounds(@ForAll @IntRange(min = 1, max = 50) int attempts,
      @ForAll @IntRange(max = 1000) int firstMillis,
      @ForAll @IntRange(min = 1, max = 50) int factor,
      @ForAll @IntRange(max = 100_000) int patienceMillis, @ForAll long seed) {
    Policy policy = policy(attempts, firstMillis, factor, patienceMillis);
    var machine = new RetryMachine(policy);
    var random = new Random(seed);
    State state = State.START;
    List<Duration> pauses = new ArrayList<>();
    while (true) {
      Step step = machine.failed(state, PASSING, random.nextDouble());
      state = step.state();
      if (step.next() instanceof Next.Again(Duration pause)) {
        pauses.add(pause);
        continue;
      }
      Next.GiveUp end = assertInstanceOf(Next.GiveUp.class, step.next());
      assertEquals(end.reason() == GivenUp.ATTEMPTS, pauses.size() == attempts - 1);
      break;
    }
    assertTrue(pauses.size() < attempts);
    assertEquals(state.waited(), pauses.stream().reduce(Duration.ZERO, Duration::plus));
    assertTrue(state.waited().compareTo(policy.patience()) <= 0);
    for (int i = 0; i < pauses.size(); i++) {
      double full = Math.min(firstMillis * Math.pow(2, i), (double) firstMillis * factor);
      double millis = pauses.get(i).toNanos() / 1e6;
      assertTrue(millis >= full / 2 - 1e-3 && millis <= full + 1e-3, pauses.toString());
    }
  }

  @Property
  void finalFailuresAreFinalAtOnce(@ForAll @IntRange(max = 100) int before,
      @ForAll @IntRange(max = 999) int thousandths) {
    var step = new RetryMachine(Policy.DEFAULT)
        .failed(new State(before, Duration.ZERO), new Failed(true, Optional.empty()),
            thousandths / 1000.0);
    assertEquals(new Next.GiveUp(GivenUp.FINAL), step.next());
  }

  @Property
  void thePlaceIsLeftAloneForAsLongAsItAsks(@ForAll @IntRange(max = 299) int seconds,
      @ForAll @IntRange(max = 999) int thousandths) {
    Duration asked = Duration.ofSeconds(seconds);
    Next next = new RetryMachine(Policy.DEFAULT)
        .failed(State.START, new Failed(false, Optional.of(asked)), thousandths / 1000.0)
        .next();
    assertTrue(((Next.Again) next).pause().compareTo(asked) >= 0);
  }

  @Example
  void aPlaceThatAsksForTooMuchIsGivenUp() {
    Next next = new RetryMachine(Policy.DEFAULT)
        .failed(State.START, new Failed(false, Optional.of(Duration.ofHours(1))), 0)
        .next();
    assertEquals(new Next.GiveUp(GivenUp.PATIENCE), next);
  }

  @Example
  void theDefaultTriesForMoreThanAMinute() {
    var machine = new RetryMachine(Policy.DEFAULT);
    State state = State.START;
    while (machine.failed(state, PASSING, 0.5) instanceof Step(State then, Next.Again _)) {
      state = then;
    }
    assertEquals(7, state.failures());
    assertEquals(Duration.ofMillis(47_625), state.waited());
  }

  @Example
  void nonsenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> policy(0, 1, 1, 1));
    assertThrows(IllegalArgumentException.class,
        () -> new RetryMachine(Policy.DEFAULT).failed(State.START, PASSING, 1));
  }
}
