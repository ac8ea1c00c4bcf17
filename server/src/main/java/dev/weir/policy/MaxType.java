package dev.weir.policy;

import dev.weir.limit.LimitBounds;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** How much a limit allows: one amount, or one for each tier. */
final class MaxType implements FieldType<MaxType.Max> {
  /** The tier whose amount counts for accounts of any tier that is not named. */
  static final String DEFAULT = "default";

  private static final String UNLIMITED = "unlimited";
  private static final BigDecimal MOST = BigDecimal.valueOf(LimitBounds.MAX_COUNT);
  private static final FieldType<BigDecimal> NUMBER = FieldTypes.number(BigDecimal.ZERO, MOST);

  private final FieldType<Map<String, Located<Amount>>> byTier =
      FieldTypes.mapOf(PolicyTypes.NAME, new AmountType(), PolicyTypes.MOST_TIERS);

  /**
   * How much a limit allows.
   *
   * @param forAll the amount whatever the tier; empty where {@code byTier} has them
   */
  record Max(Optional<Amount> forAll, Map<String, Located<Amount>> byTier) {}

  /**
   * An amount.
   *
   * @param number empty if unlimited
   */
  record Amount(Optional<BigDecimal> number) {}

  @Override
  public Optional<Max> read(Node node, String path, Problems problems) {
    if (!(node instanceof MappingNode mapping)) {
      return new AmountType()
          .read(node, path, problems)
          .map(amount -> new Max(Optional.of(amount), Map.of()));
    }
    if (mapping.getValue().isEmpty()) {
      problems.error(Yaml.place(node, path), "no tier (expected: " + expected() + ")");
      return Optional.empty();
    }
    return byTier
        .read(node, path, problems)
        .map(amounts -> new Max(Optional.empty(), new LinkedHashMap<>(amounts)));
  }

  @Override
  public Map<String, Object> schema() {
    return FieldTypes.schema("anyOf", List.of(new AmountType().schema(), byTier.schema()));
  }

  @Override
  public String expected() {
    return "a number, unlimited, or a mapping from tiers to them";
  }

  private static final class AmountType implements FieldType<Amount> {
    @Override
    public Optional<Amount> read(Node node, String path, Problems problems) {
      if (node instanceof ScalarNode scalar) {
        if (scalar.getValue().equals(UNLIMITED)) {
          return Optional.of(new Amount(Optional.empty()));
        }
        Optional<BigDecimal> number =
            FieldTypes.number(scalar)
                .filter(value -> value.signum() >= 0 && value.compareTo(MOST) <= 0);
        if (number.isPresent()) {
          return Optional.of(new Amount(number));
        }
      }
      String found = node instanceof ScalarNode scalar ? scalar.getValue() : "";
      problems.error(
          Yaml.place(node, path),
          Found.show(node)
              + " (expected: "
              + expected()
              + ")"
              + Names.suggestion(found, List.of(UNLIMITED)));
      return Optional.empty();
    }

    @Override
    public Map<String, Object> schema() {
      return FieldTypes.schema("anyOf", List.of(NUMBER.schema(), Map.of("const", UNLIMITED)));
    }

    @Override
    public String expected() {
      return NUMBER.expected() + ", or " + UNLIMITED;
    }
  }
}
