package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.decision.Evidence;
import dev.weir.decision.Verdict;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trace of the caller goes on in the check's span. */
class TraceParentTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final DecisionTracer tracer =
      new DecisionTracer(
          SdkTracerProvider.builder()
              .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
              .addSpanProcessor(SimpleSpanProcessor.create(spans))
              .build()
              .get("test"));

  @Test
  void theCheckIsASpanOfTheCallersTrace() {
    call(SAMPLED).onHalfClose();

    assertThat(spans.getFinishedSpanItems())
        .singleElement()
        .extracting(SpanData::getTraceId, SpanData::getParentSpanId)
        .containsExactly(TRACE, PARENT);
  }

  @Test
  void soIsEachCheckOfAStream() {
    ServerCall.Listener<String> call = call(SAMPLED);
    call.onMessage("one");
    call.onMessage("two");

    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getTraceId)
        .containsExactly(TRACE, TRACE);
  }

  @Test
  void aCallerWhoDoesNotSampleIsNotTraced() {
    call("00-" + TRACE + "-" + PARENT + "-00").onHalfClose();

    assertThat(spans.getFinishedSpanItems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "00-" + TRACE + "-0000000000000000-01"})
  void whatIsNoTraceContextIsIgnored(String header) {
    call(header).onHalfClose();

    assertThat(spans.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void leavesNothingOnTheThread() {
    ServerCall.Listener<String> call = call(SAMPLED);
    call.onMessage("one");

    assertThat(Span.current().getSpanContext()).isEqualTo(SpanContext.getInvalid());
  }

  /** A call whose handler makes a decision at each message, and at the end of the messages. */
  private ServerCall.Listener<String> call(String header) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), header);
    List<Metadata> passed = new ArrayList<>();
    ServerCallHandler<String, String> handler =
        (call, metadata) -> {
          passed.add(metadata);
          return new ServerCall.Listener<>() {
            @Override
            public void onMessage(String message) {
              decide();
            }

            @Override
            public void onHalfClose() {
              decide();
            }
          };
        };
    ServerCall.Listener<String> listener =
        new TraceParent().interceptCall(new NoCall(), headers, handler);
    assertThat(passed).containsExactly(headers);
    return listener;
  }

  private void decide() {
    tracer.begin(Examples.FACTS).decided(Examples.decision(Verdict.ALLOW, Evidence.COMPLETE));
  }

  /** Nothing is asked of it. */
  private static final class NoCall extends ServerCall<String, String> {
    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(String message) {}

    @Override
    public void close(Status status, Metadata trailers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<String, String> getMethodDescriptor() {
      throw new AssertionError("not asked for");
    }
  }
}
