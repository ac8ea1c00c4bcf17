package dev.weir.api.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.account.Pseudonyms;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.Network;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.Prompt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads a request off the wire: bytes to message, and message to valid facts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FactsReaderBenchmark {
  private final CheckRequest request =
      CheckRequest.newBuilder()
          .setRequestId("01JAB3XQ2K8N5T7W9Z4C6D0EFG")
          .setPrincipal(
              Principal.newBuilder()
                  .setAccountId("account-1")
                  .setOrganizationId("organization-1")
                  .setApiKeyId("key-1"))
          .setNetwork(
              Network.newBuilder().setIp("203.0.113.7").setAsn(64_500).setUserAgent("sdk/1.0"))
          .setOperation(
              Operation.newBuilder()
                  .setModel("large")
                  .setEndpoint("/v1/messages")
                  .setInputTokens(400)
                  .setMaxOutputTokens(1_000))
          .setPrompt(Prompt.newBuilder().addTemplateBands(1).addTemplateBands(2))
          .putSignals("elicitation", 0.1)
          .build();
  private final byte[] bytes = request.toByteArray();
  private final FactsReader plain = new FactsReader(Pseudonyms.none());
  private final FactsReader hashed =
      new FactsReader(Pseudonyms.keyed(new byte[Pseudonyms.SHORTEST_KEY]));

  /** Reads the message. */
  @Benchmark
  public CheckRequest message() throws InvalidProtocolBufferException {
    return CheckRequest.parseFrom(bytes);
  }

  /** Turns the message into facts. */
  @Benchmark
  public Object facts() {
    return plain.read(request);
  }

  /** Turns the message into facts, with identifiers under keyed hashes. */
  @Benchmark
  public Object factsWithPseudonyms() {
    return hashed.read(request);
  }
}
