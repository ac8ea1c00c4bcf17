package dev.weir.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Registers what is read when somebody asks for metrics, and costs nothing otherwise. Suppliers
 * must not block, and may be asked by any thread.
 */
public final class Gauges {
  private final Meter meter;

  Gauges(Meter meter) {
    this.meter = meter;
  }

  /**
   * Registers a level, such as the length of a queue. {@code unit} is UCUM's, such as {@code s};
   * empty for a number.
   */
  public void level(String name, String unit, String description, DoubleSupplier value) {
    meter
        .gaugeBuilder(name)
        .setUnit(unit)
        .setDescription(description)
        .buildWithCallback(result -> result.record(value.getAsDouble()));
  }

  /** Registers levels, one for each value of a label; all are asked for at once. */
  public void levels(
      String name,
      String unit,
      String description,
      String label,
      Supplier<? extends Map<String, ? extends Number>> values) {
    AttributeKey<String> key = AttributeKey.stringKey(label);
    meter
        .gaugeBuilder(name)
        .setUnit(unit)
        .setDescription(description)
        .buildWithCallback(
            result ->
                values
                    .get()
                    .forEach(
                        (of, value) -> result.record(value.doubleValue(), Attributes.of(key, of))));
  }

  /** Registers a number that only grows. */
  public void count(String name, String description, LongSupplier value) {
    meter
        .counterBuilder(name)
        .setDescription(description)
        .buildWithCallback(result -> result.record(value.getAsLong()));
  }

  /** Registers numbers that only grow, one for each value of a label. */
  public void count(
      String name, String description, String label, Map<String, LongSupplier> values) {
    AttributeKey<String> key = AttributeKey.stringKey(label);
    meter
        .counterBuilder(name)
        .setDescription(description)
        .buildWithCallback(
            result ->
                values.forEach(
                    (of, value) -> result.record(value.getAsLong(), Attributes.of(key, of))));
  }

  /**
   * Registers a text, as the label of a metric that is always 1: only its present value is shown.
   */
  public void info(String name, String description, String label, Supplier<String> text) {
    AttributeKey<String> key = AttributeKey.stringKey(label);
    meter
        .gaugeBuilder(name)
        .ofLongs()
        .setDescription(description)
        .buildWithCallback(result -> result.record(1, Attributes.of(key, text.get())));
  }
}
