package dev.weir.store.redis;

import java.util.List;

/**
 * How a part other than home fared.
 *
 * @param admitted whether it has room, and so has counted
 * @param counted how its demands stand if all is admitted
 * @param uncounted how they stand if it is not
 */
record Grant(Part part, boolean admitted, List<Counted> counted, List<Counted> uncounted) {

  /** Reads the reply to a call with statuses for both outcomes. */
  static Grant read(Part part, byte[] reply) {
    Packed.Reader reader = new Packed.Reader(reply);
    boolean admitted = reader.number(1) == 1;
    int size = part.demands().size();
    return new Grant(part, admitted, Counted.read(reader, size), Counted.read(reader, size));
  }

  /** Returns how the demands stand after the outcome of the whole. */
  List<Counted> after(boolean allAdmitted) {
    return allAdmitted ? counted : uncounted;
  }

  /** Returns the longest wait for an enforced limit that has no room. */
  long longestWait() {
    long longest = 0;
    for (int i = 0; i < uncounted.size(); i++) {
      if (part.demands().get(i).enforced()) {
        longest = Math.max(longest, uncounted.get(i).retryAfterMillis());
      }
    }
    return longest;
  }
}
