package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Stuck requests are ended, slow ones are not, and writes of which a part is taken go on.
class WatchdogTest {
  private static final Duration SHORT = Duration.ofMillis(150);

  @Test
  void answersAndFailuresComeThrough() throws IOException {
    try (var watchdog = new Watchdog(Duration.ofSeconds(60))) {
      assertEquals(7, watchdog.watch("x", () -> 7));
      var failure = new IOException("as it was");
      assertSame(failure, assertThrows(IOException.class, () -> watchdog.watch("x", () -> {
        throw failure;
      })));
      assertThrows(IllegalArgumentException.class, () -> watchdog.watch("x", () -> {
        throw new IllegalArgumentException();
      }));
    }
  }

  @Test
  void aStuckRequestIsEndedAndInterrupted() throws Exception {
    var interrupted = new CountDownLatch(1);
    try (var watchdog = new Watchdog(SHORT)) {
      StoreException ended = assertThrows(
          StoreException.class, () -> watchdog.watch("s3://b/x.tar", () -> {
            try {
              Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException stop) {
              interrupted.countDown();
            }
            return 0;
          }));
      assertEquals(StoreFailure.SILENT, ended.failure());
      assertEquals("s3://b/x.tar", ended.location());
      assertTrue(interrupted.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aSlowRequestThatMovesBytesIsNotStuck() throws IOException {
    try (var watchdog = new Watchdog(Duration.ofMillis(400))) {
      assertEquals("done", watchdog.watch("x", () -> {
        for (int i = 0; i < 12; i++) {
          sleep(60);
          Watchdog.alive();
        }
        return "done";
      }));
    }
  }

  @Test
  void whoWaitsCanBeInterrupted() throws Exception {
    var failure = new AtomicReference<Exception>();
    try (var watchdog = new Watchdog(Duration.ofMinutes(5))) {
      var waiting = new Thread(() -> {
        try {
          watchdog.watch("x", () -> {
            sleep(3_600_000);
            return 0;
          });
        } catch (IOException e) {
          failure.set(e);
        }
      });
      waiting.start();
      waiting.interrupt();
      waiting.join();
    }
    assertInstanceOf(InterruptedIOException.class, failure.get());
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Property(tries = 100)
  void whatIsTakenInPartsArrivesWhole(
      @ForAll @Size(max = 40) byte[] bytes,
      @ForAll @Size(min = 1, max = 5) int[] taken) throws IOException {
    var arrived = new byte[bytes.length];
    var at = new int[2];
    PartialWrites.writeAll(ByteSlice.of(bytes), offered -> {
      // Nothing is taken at most once in a run, or it would never end.
      int most = Math.floorMod(taken[at[1]++ % taken.length], 10);
      int count = Math.min(most == 0 && at[1] % 2 == 0 ? 1 : most, offered.length());
      count = at[1] > 20 ? offered.length() : count;
      offered.slice(0, count).copyTo(arrived, at[0]);
      at[0] += count;
      return count;
    });
    assertEquals(ByteSlice.of(bytes), ByteSlice.of(arrived));
  }

  @Test
  void aSinkThatTakesNothingForeverIsStuck() {
    try (var watchdog = new Watchdog(SHORT)) {
      StoreException ended = assertThrows(StoreException.class, () -> watchdog.watch("x", () -> {
        PartialWrites.writeAll(ByteSlice.utf8("hello"), _ -> 0);
        return 0;
      }));
      assertEquals(StoreFailure.SILENT, ended.failure());
    }
  }

  @Test
  void aSinkThatClaimsTooMuchIsAMistake() {
    assertThrows(
        IllegalStateException.class,
        () -> PartialWrites.writeAll(ByteSlice.utf8("hello"), _ -> 6));
  }
}
