package dev.weir.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.weir.decision.Input;
import dev.weir.decision.Inputs;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Something that a condition can read, under one flat name: {@code account.status} is a name, not a
 * field of an object, so a request's values are resolved one by one, and only those that a
 * condition really reaches.
 *
 * @param input what it comes from, if that may not arrive in time
 * @param valid the texts that it can be compared with, where they are known at load; empty if any
 * @param doc what it is, for the reference
 * @param read its value; called on the request path
 * @param show its value in words for operators; empty where it must not be shown, because it
 *     identifies somebody
 */
record Variable(
    String name,
    CelType type,
    Optional<Input> input,
    List<String> valid,
    String doc,
    Reader read,
    Function<Inputs, String> show) {
  private static final Optional<Object> TRUE = Optional.of(true);
  private static final Optional<Object> FALSE = Optional.of(false);

  /** What most numbers of most requests are: no object is made for it. */
  private static final Optional<Object> ZERO = Optional.of(0.0);

  /**
   * Reads a value: as an {@code Optional}, because CEL asks for one, so that frequent values need
   * no new one.
   */
  @FunctionalInterface
  interface Reader {
    Optional<Object> read(Inputs inputs);
  }

  /** Reads one value for ever. */
  record Constant(Optional<Object> value) implements Reader {
    @Override
    public Optional<Object> read(Inputs inputs) {
      return value;
    }
  }

  /** Returns a variable that operators may see. */
  static Variable of(String name, CelType type, Optional<Input> input, String doc, Reader read) {
    return new Variable(
        name,
        type,
        input,
        List.of(),
        doc,
        read,
        inputs -> read.read(inputs).map(String::valueOf).orElse(""));
  }

  static Variable bool(String name, Optional<Input> input, String doc, Predicate<Inputs> read) {
    return of(name, SimpleType.BOOL, input, doc, inputs -> read.test(inputs) ? TRUE : FALSE);
  }

  static Variable text(
      String name, Optional<Input> input, String doc, Function<Inputs, String> read) {
    return of(name, SimpleType.STRING, input, doc, inputs -> Optional.of(read.apply(inputs)));
  }

  static Variable whole(
      String name, Optional<Input> input, String doc, ToLongFunction<Inputs> read) {
    return of(name, SimpleType.INT, input, doc, inputs -> Optional.of(read.applyAsLong(inputs)));
  }

  static Variable number(
      String name, Optional<Input> input, String doc, ToDoubleFunction<Inputs> read) {
    return of(
        name,
        SimpleType.DOUBLE,
        input,
        doc,
        inputs -> {
          double value = read.applyAsDouble(inputs);
          return Double.doubleToRawLongBits(value) == 0 ? ZERO : Optional.of(value);
        });
  }

  /** Returns a variable that has one value for ever. */
  static Variable constant(String name, CelType type, Object value) {
    return of(name, type, Optional.empty(), "", new Constant(Optional.of(value))).hidden();
  }

  /** Returns the same, which operators must not see. */
  Variable hidden() {
    return shownAs(inputs -> "");
  }

  /** Returns the same, which operators see in other words. */
  Variable shownAs(Function<Inputs, String> words) {
    return new Variable(name, type, input, valid, doc, read, words);
  }

  /** Returns the same, which can be compared with these texts only. */
  Variable withValid(List<String> texts) {
    return new Variable(name, type, input, List.copyOf(texts), doc, read, show);
  }
}
