package dura.band.run;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// What was decoded last, up to a number of bytes, shared by threads: whoever asks for the same
/// thing at the same time waits for the one decoding.
final class ContentCache {
  private static final int INITIAL_SLOTS = 64;
  private static final float LOAD = 0.75f;

  /// Something that takes memory.
  interface Sized {
    long bytes();
  }

  /// A place in the cache; equal to itself alone.
  private static final class Slot {
    private final CompletableFuture<? extends Sized> value;
    private long bytes;

    Slot(CompletableFuture<? extends Sized> value) {
      this.value = value;
    }
  }

  private final Map<Object, Slot> slots = new LinkedHashMap<>(INITIAL_SLOTS, LOAD, true);
  private final long maxBytes;
  private long bytes;

  ContentCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// The value of `key`, made by `work` where it is not there.
  ///
  /// @param type of the values of such keys
  @SuppressWarnings("FutureReturnValueIgnored") // `made` carries the outcome, good or bad
  <T extends Sized> CompletableFuture<T> get(Object key, Class<T> type,
      Supplier<CompletableFuture<T>> work) {
    var made = new CompletableFuture<T>();
    var slot = new Slot(made);
    Optional<Slot> there;
    synchronized (slots) {
      // Being asked for counts as use.
      there = Optional.ofNullable(slots.get(key));
      if (there.isEmpty()) {
        slots.put(key, slot);
      }
    }
    if (there.isPresent()) {
      return there.get().value.thenApply(type::cast);
    }
    started(key, made, work).whenComplete((value, failure) -> {
      if (failure != null) {
        forget(key);
        made.completeExceptionally(failure);
      } else {
        made.complete(value);
        filled(key, slot, value.bytes());
      }
    });
    return made;
  }

  /// The work under way; where it throws at once, those who wait for it are told as well.
  private <T extends Sized> CompletableFuture<T> started(Object key, CompletableFuture<T> made,
      Supplier<CompletableFuture<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException | Error failure) {
      forget(key);
      made.completeExceptionally(failure);
      throw failure;
    }
  }

  private void forget(Object key) {
    synchronized (slots) {
      slots.remove(key);
    }
  }

  private void filled(Object key, Slot slot, long size) {
    synchronized (slots) {
      if (!slot.equals(slots.get(key))) {
        return;
      }
      slot.bytes = size;
      bytes += size;
      Iterator<Slot> eldest = slots.values().iterator();
      while (bytes > maxBytes && eldest.hasNext()) {
        Slot old = eldest.next();
        if (!old.equals(slot) && old.value.isDone()) {
          bytes -= old.bytes;
          eldest.remove();
        }
      }
    }
  }
}
