package dura.band.store.check;

import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Several put the same path at the same time.
final class Contest {
  private static final int PUTTERS = 6;
  private static final int ROUNDS = 8;

  private Contest() {}

  static void oneWinner(Bench bench) throws IOException, BrokenPromise {
    try (ExecutorService putters = Executors.newFixedThreadPool(PUTTERS)) {
      for (int round = 0; round < ROUNDS; round++) {
        oneWinner(bench, "contest/" + round, putters);
      }
    }
  }

  private static void oneWinner(Bench bench, String name, ExecutorService putters)
      throws IOException, BrokenPromise {
    var start = new CyclicBarrier(PUTTERS);
    List<Callable<Store.Put>> puts = new ArrayList<>();
    for (int i = 0; i < PUTTERS; i++) {
      ByteSlice mine = mine(i);
      puts.add(() -> {
        start.await();
        return bench.put(name, mine);
      });
    }
    List<Integer> winners = new ArrayList<>();
    List<Store.Put> answers = answers(puts, putters);
    for (int i = 0; i < PUTTERS; i++) {
      if (answers.get(i) == Store.Put.STORED) {
        winners.add(i);
      }
    }
    if (winners.size() != 1) {
      throw new BrokenPromise(bench.path(name) + ": " + winners.size());
    }
    bench.requireHeld(name, mine(winners.getFirst()));
  }

  private static ByteSlice mine(int putter) {
    return ByteSlice.utf8("putter " + putter);
  }

  private static List<Store.Put> answers(
      List<Callable<Store.Put>> puts, ExecutorService putters) throws IOException {
    List<Store.Put> answers = new ArrayList<>();
    try {
      for (Future<Store.Put> answer : putters.invokeAll(puts)) {
        answers.add(answer.get());
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("stopped");
      interrupted.initCause(stop);
      throw interrupted;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(failed);
    }
    return answers;
  }
}
