package dev.weir.server;

import dev.weir.config.Setting;
import dev.weir.store.memory.MemoryConfig;
import java.net.URI;

/** Where state is kept. */
public record StoreConfig(
    @Setting(
            "Where state is kept: `memory` for this process alone, or the URL of a Redis that all"
                + " replicas share.")
        URI url,
    @Setting("How much the embedded store holds at most.") MemoryConfig memory) {
  /** The embedded store. */
  static final URI MEMORY = URI.create("memory");

  /** Returns the defaults: the embedded store. */
  public static StoreConfig defaults() {
    return new StoreConfig(MEMORY, MemoryConfig.defaults());
  }

  /** Returns whether state is kept in this process. */
  public boolean isMemory() {
    return url.equals(MEMORY);
  }
}
