package dev.weir.store.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Makes many calls, a few at a time, so that whoever else waits for Redis waits no longer than for
 * these few. After a failure no more are made.
 */
final class Waves {
  private final List<? extends Supplier<? extends CompletionStage<?>>> calls;
  private final int most;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int next;

  private Waves(List<? extends Supplier<? extends CompletionStage<?>>> calls, int most) {
    this.calls = calls;
    this.most = most;
  }

  /**
   * Makes all calls. The stage ends when the last has, or fails as the first that failed.
   *
   * @param most how many are under way at a time
   */
  static CompletionStage<Void> run(
      List<? extends Supplier<? extends CompletionStage<?>>> calls, int most) {
    Waves waves = new Waves(calls, most);
    waves.advance();
    return waves.done;
  }

  /** Only whoever ended the wave before gets here, so there is one thread at a time. */
  private void advance() {
    if (next == calls.size()) {
      done.complete(null);
      return;
    }
    int last = Math.min(next + most, calls.size());
    CompletableFuture<?>[] wave =
        calls.subList(next, last).stream()
            .map(call -> call.get().toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    next = last;
    var _ =
        CompletableFuture.allOf(wave)
            .whenComplete(
                (all, failure) -> {
                  if (failure == null) {
                    advance();
                  } else {
                    done.completeExceptionally(Failures.unwrapped(failure));
                  }
                });
  }
}
