package dev.weir.bench;

import dev.weir.client.fingerprint.ConversationPrefix;
import dev.weir.client.fingerprint.FingerprintKey;
import dev.weir.client.fingerprint.TemplateFingerprint;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a front end spends on fingerprints, for each KiB of a prompt. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FingerprintBenchmark {
  private static final int KIB = 16;

  private final String prompt = prompt();
  private final TemplateFingerprint template = TemplateFingerprint.builder().build();
  private final ConversationPrefix start = ConversationPrefix.start(FingerprintKey.none());

  /** Bands of a text, a KiB. */
  @Benchmark
  @OperationsPerInvocation(KIB)
  public List<Long> templateBands() {
    return template.bands(prompt);
  }

  /** One more turn of a conversation, a KiB. */
  @Benchmark
  @OperationsPerInvocation(KIB)
  public long conversationPrefix() {
    return start.turn("user", prompt).value();
  }

  /** Returns text in words of one to ten letters. */
  private static String prompt() {
    Random random = new Random(1);
    String text =
        Stream.generate(
                () ->
                    random
                        .ints(1 + random.nextInt(10), 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()))
            .limit(KIB * 1024)
            .collect(Collectors.joining(" "));
    return text.substring(0, KIB * 1024);
  }
}
