package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What is decoded once, and what a failure leaves behind.
class ContentCacheTest {
  private final ContentCache cache = new ContentCache(100);

  private record Thing(long bytes) implements ContentCache.Sized {}

  private static CompletableFuture<Thing> thing(long bytes) {
    return CompletableFuture.completedFuture(new Thing(bytes));
  }

  @Test
  void whatIsThereIsNotMadeAgain() {
    Thing made = cache.get("a", Thing.class, () -> thing(1)).join();
    assertSame(made, cache.get("a", Thing.class, () -> thing(2)).join());
  }

  @Test
  void theOldestGoWhenThereIsTooMuch() {
    Thing made = cache.get("a", Thing.class, () -> thing(60)).join();
    cache.get("b", Thing.class, () -> thing(60)).join();
    Thing again = cache.get("a", Thing.class, () -> thing(61)).join();
    assertEquals(60, made.bytes());
    assertEquals(61, again.bytes());
  }

  /// Nobody waits for ever for work that threw, and the next who asks has it tried again.
  @Test
  void workThatThrowsLeavesNothingBehind() {
    var waiting = new AtomicReference<CompletableFuture<Thing>>(new CompletableFuture<>());
    var failure = new IllegalStateException("no memory");
    assertSame(failure, assertThrows(IllegalStateException.class,
        () -> cache.get("a", Thing.class, () -> {
          waiting.set(cache.get("a", Thing.class, () -> thing(1)));
          throw failure;
        })));
    assertTrue(waiting.get().isCompletedExceptionally());
    assertSame(failure,
        assertThrows(CompletionException.class, () -> waiting.get().join()).getCause());
    assertEquals(3, cache.get("a", Thing.class, () -> thing(3)).join().bytes());
  }

  @Test
  void workThatFailsLeavesNothingBehind() {
    var made = cache.get("a", Thing.class,
        () -> CompletableFuture.failedFuture(new IllegalStateException()));
    assertTrue(made.isCompletedExceptionally());
    assertEquals(3, cache.get("a", Thing.class, () -> thing(3)).join().bytes());
  }
}
