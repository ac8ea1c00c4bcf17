package dev.weir.policy;

import dev.weir.account.Level;
import dev.weir.account.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Conditions and requests that often meet, at random. */
final class RandomConditions {
  /** Comparisons that a guard knows. */
  static final List<String> PLAIN =
      List.of(
          "account.known",
          "!account.known",
          "account.status == CLOSED",
          "account.status != ACTIVE",
          "account.verification < PHONE",
          "account.verification >= IDENTITY",
          "PAYMENT == account.verification",
          "account.tier == 'build'",
          "account.tier != \"scale\"",
          "account.age < duration('7d')",
          "account.age >= duration('30d')",
          "account.known == false",
          "operation.input_tokens > 1000",
          "operation.input_tokens <= 1000",
          "operation.input_tokens == 1000",
          "network.proxy_confidence >= 0.5",
          "network.proxy_confidence != 0.5",
          "signals.odd == 0.0",
          "0.25 < signals.odd",
          "risk.score > 0.5",
          "cohort.ask");

  /** What a guard does not know. */
  static final List<String> OTHER =
      List.of(
          "account.tier in ['build', 'scale']",
          "operation.input_tokens + 1 > 1000",
          "operation.model.startsWith('lar')",
          "has(signals.odd)",
          "1000 / operation.input_tokens > 0",
          "network.proxy_confidence > 0",
          "operation.input_tokens >= 999.5",
          "(account.known ? account.prepaid : cohort.campaign)");

  private final SplittableRandom random;
  private final List<Variable> vocabulary = vocabulary();
  private final Map<String, Variable> read = new HashMap<>();

  RandomConditions(SplittableRandom random) {
    this.random = random;
  }

  /** Returns a condition of at most {@code 1 << depth} parts. */
  String expression(int depth) {
    if (depth == 0) {
      List<String> atoms = random.nextInt(4) == 0 ? OTHER : PLAIN;
      return atoms.get(random.nextInt(atoms.size()));
    }
    return switch (random.nextInt(5)) {
      case 0 -> "!(" + expression(depth - 1) + ')';
      case 1, 2 -> '(' + expression(depth - 1) + " || " + expression(depth - 1) + ')';
      default -> '(' + expression(depth - 1) + " && " + expression(depth - 1) + ')';
    };
  }

  /** Returns a request for which many of them hold. */
  Request request() {
    Request request =
        Request.of(pick(List.of(Level.values())))
            .status(pick(List.of(Status.values())))
            .tier(pick(List.of("", "build", "scale")))
            .createdAt(Request.NOW - Duration.ofDays(random.nextInt(60)).toMillis())
            .proxy(pick(List.of(0.0, 0.25, 0.5, 1.0)))
            .model(pick(List.of("large", "small")), pick(List.of(0L, 999L, 1_000L, 1_001L)), 1);
    if (random.nextBoolean()) {
      request.signal("odd", pick(List.of(0.0, 0.25, 0.5)));
    }
    if (random.nextBoolean()) {
      request.pushed("abuse", 0.9);
    }
    return random.nextInt(4) == 0 ? Request.ofUnknownAccount() : request;
  }

  <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Compiles a condition, and adds what it reads to what is read. */
  Condition compile(String text) {
    ConditionCompiler compiler = new ConditionCompiler(vocabulary, new Problems("test.yaml"));
    ScalarNode node = new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
    Condition condition = compiler.compile(new ConditionText(node, Place.START)).orElseThrow();
    read.putAll(compiler.read());
    return condition;
  }

  /** Returns what the conditions compiled so far read. */
  Map<String, Variable> read() {
    return read;
  }

  private static List<Variable> vocabulary() {
    List<Variable> all = new ArrayList<>(Vocabulary.variables());
    all.addAll(Vocabulary.constants());
    all.addAll(LimitVariables.of(List.of("per_minute"), Set.of()));
    return all;
  }
}
