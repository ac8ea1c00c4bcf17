package dev.weir.policy;

import dev.weir.decision.Inputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Which alternatives of a policy's conditions one variable leaves possible, by its value. Gives bit
 * sets that nobody may change; alternatives that do not read the variable are in all of them.
 * Immutable, thread-safe.
 */
@FunctionalInterface
interface VariableIndex {
  /** Returns the bits of all alternatives that the variable's value does not rule out. */
  long[] find(Inputs inputs);

  /**
   * By a value whose order tells: there is one bit set for each bound, and one for the values below
   * it, between it and the next, or above it.
   */
  final class Ordered implements VariableIndex {
    private static final Object ZERO = 0.0;

    private final Variable.Reader read;
    private final Object[] bounds;
    private final long[][] bits;

    private Ordered(Variable.Reader read, Object[] bounds, long[][] bits) {
      this.read = read;
      this.bounds = bounds;
      this.bits = bits;
    }

    @Override
    public long[] find(Inputs inputs) {
      // NaN comes after all bounds, so comparisons that it fails may seem to hold, but never the
      // other way round.
      return bits[place(bounds, read.read(inputs).orElseThrow())];
    }

    /** Returns the place of a value's bit set: an odd one if it is a bound. */
    private static int place(Object[] bounds, Object value) {
      int found = Arrays.binarySearch(bounds, plain(value));
      return found >= 0 ? 2 * found + 1 : 2 * -(found + 1);
    }

    /** Returns a value without the sign that zero may have: it counts in no comparison. */
    private static Object plain(Object value) {
      return value instanceof Double number && number == 0 ? ZERO : value;
    }
  }

  /** By a value of which only those that it is compared with are told apart. */
  final class Unordered implements VariableIndex {
    private final Variable.Reader read;
    private final Map<Object, long[]> bits;
    private final long[] others;

    private Unordered(Variable.Reader read, Map<Object, long[]> bits, long[] others) {
      this.read = read;
      this.bits = bits;
      this.others = others;
    }

    @Override
    public long[] find(Inputs inputs) {
      long[] found = bits.get(read.read(inputs).orElseThrow());
      return found == null ? others : found;
    }
  }

  /** Gathers the comparisons of one variable. For one thread at a time. */
  final class Builder {
    private final Variable variable;
    private final int alternatives;
    private final List<Entry> entries = new ArrayList<>();

    Builder(Variable variable, int alternatives) {
      this.variable = variable;
      this.alternatives = alternatives;
    }

    /** Adds what an alternative asks of the variable. */
    void add(int alternative, Comparison comparison) {
      entries.add(new Entry(alternative, comparison));
    }

    VariableIndex build() {
      return DisjunctiveForm.isOrdered(variable.type()) ? ordered() : unordered();
    }

    private VariableIndex ordered() {
      Object[] bounds =
          entries.stream().map(Entry::constant).map(Ordered::plain).distinct().sorted().toArray();
      long[][] bits = new long[2 * bounds.length + 1][];
      for (int i = 0; i < bits.length; i++) {
        int place = i;
        bits[i] = bits(entry -> Integer.compare(place, Ordered.place(bounds, entry.constant())));
      }
      return new Ordered(variable.read(), bounds, bits);
    }

    private VariableIndex unordered() {
      Map<Object, long[]> bits = new HashMap<>();
      for (Entry entry : entries) {
        bits.computeIfAbsent(
            entry.constant(), value -> bits(other -> other.constant().equals(value) ? 0 : 1));
      }
      return new Unordered(variable.read(), Map.copyOf(bits), bits(entry -> 1));
    }

    /**
     * Returns the bits of the alternatives that one value leaves possible.
     *
     * @param order of that value and an entry's constant
     */
    private long[] bits(ToIntFunction<Entry> order) {
      long[] bits = new long[(alternatives + Long.SIZE - 1) / Long.SIZE];
      Arrays.fill(bits, -1);
      if (alternatives % Long.SIZE != 0) {
        bits[bits.length - 1] = (1L << alternatives) - 1;
      }
      for (Entry entry : entries) {
        if (!entry.comparison().operator().holds(order.applyAsInt(entry))) {
          bits[entry.alternative() / Long.SIZE] &= ~(1L << entry.alternative());
        }
      }
      return bits;
    }

    private record Entry(int alternative, Comparison comparison) {
      Object constant() {
        return comparison.constant();
      }
    }
  }
}
