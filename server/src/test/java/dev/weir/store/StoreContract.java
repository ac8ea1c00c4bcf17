package dev.weir.store;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What all contracts of a store share. A subclass says how the store under test is opened; one
 * server can serve all tests, as each uses names of its own.
 */
public abstract class StoreContract {
  /** The moment at which the tests begin: the start of a minute and of an hour. */
  protected static final long NOW = 1_800_000_000_000L;

  protected static final long SECOND = 1_000;
  protected static final long MINUTE = 60 * SECOND;
  protected static final long HOUR = 60 * MINUTE;
  protected static final long DAY = 24 * HOUR;

  /** Sets this test's names apart from those of all other tests. */
  private final String run = UUID.randomUUID().toString();

  /** The store under test, open during a test. */
  protected Store store;

  /** Opens the store under test. */
  protected abstract Store open() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  /** Returns a name that only this test uses. */
  protected final String unique(String name) {
    return name + "-" + run;
  }

  /** Waits for a stage. */
  protected static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
