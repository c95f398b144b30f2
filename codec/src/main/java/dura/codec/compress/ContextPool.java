package dura.codec.compress;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;

/// Native contexts kept for the next call: setting one up takes a fifth of the time of compressing a
/// frame. A context is with one caller at a time, and none keeps anything of the call before.
final class ContextPool<C extends AutoCloseable> {
  /// Contexts kept while nobody uses them; more are closed when they come back.
  private static final int KEPT = 16;

  private final ArrayBlockingQueue<C> idle = new ArrayBlockingQueue<>(KEPT);
  private final Supplier<C> maker;

  ContextPool(Supplier<C> maker) {
    this.maker = maker;
  }

  C take() {
    C context = idle.poll();
    return context == null ? maker.get() : context;
  }

  /// Gives a context back. One whose last call failed is not given back but closed by its user.
  void giveBack(C context) {
    if (!idle.offer(context)) {
      close(context);
    }
  }

  static void close(AutoCloseable context) {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException("a native context does not close", e);
    }
  }
}
