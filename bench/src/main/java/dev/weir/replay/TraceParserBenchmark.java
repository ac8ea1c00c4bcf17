package dev.weir.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.weir.v1.CheckRequest;
import java.nio.charset.StandardCharsets;
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

/** Reads one line of a trace; beside it, what protobuf's own JSON parser takes for the message. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TraceParserBenchmark {
  private static final String CHECK =
      """
      {"request_id":"azure-conv-00000","principal":{"account_id":"azure-conv-015",\
      "organization_id":"org-15"},"network":{"ip":"192.0.2.16"},"operation":{"model":"chat",\
      "endpoint":"/v1/messages","input_tokens":374,"max_output_tokens":1024}}\
      """;

  private final byte[] check =
      line(
          "\"check\":" + CHECK + ",\"truth\":{\"class\":\"university\",\"passes_challenge\":true}");
  private final byte[] report =
      line(
          "\"report\":{\"request_id\":\"azure-conv-00000\",\"account_id\":\"azure-conv-015\","
              + "\"input_tokens\":374,\"output_tokens\":44}");
  private final TraceParser parser = new TraceParser();

  private static byte[] line(String event) {
    return ("{\"at\":\"2023-11-16T18:15:46.680Z\"," + event + "}").getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a check into facts. */
  @Benchmark
  public Object check() {
    return parser.parse(check, 0, check.length);
  }

  /** Reads a report. */
  @Benchmark
  public Object report() {
    return parser.parse(report, 0, report.length);
  }

  /** Reads the same check with protobuf, into a message. */
  @Benchmark
  public Object checkByProtobuf() throws InvalidProtocolBufferException {
    CheckRequest.Builder request = CheckRequest.newBuilder();
    JsonFormat.parser().merge(CHECK, request);
    return request.build();
  }
}
