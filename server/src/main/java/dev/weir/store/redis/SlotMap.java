package dev.weir.store.redis;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/** Which master has which slot of a cluster. Immutable. */
final class SlotMap {
  static final SlotMap EMPTY = new SlotMap(new HostAndPort[Protocol.CLUSTER_HASHSLOTS]);

  private final @Nullable HostAndPort[] bySlot;
  private final Set<HostAndPort> masters = new LinkedHashSet<>();

  private SlotMap(@Nullable HostAndPort[] bySlot) {
    this.bySlot = bySlot;
    for (HostAndPort master : bySlot) {
      if (master != null) {
        masters.add(master);
      }
    }
  }

  /**
   * Reads what {@code CLUSTER SLOTS} replied.
   *
   * @param asked the node that replied; it may leave out its own address
   */
  static SlotMap read(@Nullable Object reply, HostAndPort asked) {
    @Nullable HostAndPort[] bySlot = new HostAndPort[Protocol.CLUSTER_HASHSLOTS];
    for (Object element : Replies.list(reply)) {
      List<?> range = Replies.list(element);
      List<?> master = Replies.list(range.get(2));
      String host = master.get(0) == null ? "" : Replies.text(master.get(0));
      int port = (int) Replies.number(master.get(1));
      HostAndPort node = new HostAndPort(host.isEmpty() ? asked.getHost() : host, port);
      int last = (int) Replies.number(range.get(1));
      for (int slot = (int) Replies.number(range.get(0)); slot <= last; slot++) {
        bySlot[slot] = node;
      }
    }
    return new SlotMap(bySlot);
  }

  /** Returns the master of a slot; null if it has none. */
  @Nullable HostAndPort master(int slot) {
    return bySlot[slot];
  }

  /** Returns all masters that have slots. */
  Set<HostAndPort> masters() {
    return masters;
  }
}
