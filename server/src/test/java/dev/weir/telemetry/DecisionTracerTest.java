package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.decision.DecisionObserver.Observation;
import dev.weir.decision.DecisionObserver.Phase;
import dev.weir.decision.Evidence;
import dev.weir.decision.Verdict;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.Test;

class DecisionTracerTest {
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();

  @Test
  void aSampledCheckIsASpanWithItsPhasesInside() {
    Observation observation = tracer(Sampler.alwaysOn()).begin(Examples.FACTS);
    observation.phase(Phase.ACCOUNT);
    observation.phase(Phase.LIMITS);
    observation.decided(Examples.decision(Verdict.DENY, Evidence.COMPLETE));

    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsExactly("weir.check.account", "weir.check.limits", "weir.check");
    SpanData check = spans.getFinishedSpanItems().getLast();
    assertThat(spans.getFinishedSpanItems().subList(0, 2))
        .extracting(SpanData::getParentSpanId)
        .containsOnly(check.getSpanId());
    assertThat(check.getAttributes().toString())
        .contains("weir.decision_id=01JDECISION", "weir.verdict=deny", "RATE_LIMITED")
        .doesNotContain("account-7");
  }

  @Test
  void aCheckThatIsNotSampledIsNotWatched() {
    assertThat(tracer(Sampler.alwaysOff()).begin(Examples.FACTS)).isSameAs(Observation.NONE);
    assertThat(spans.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void aFailureMarksTheSpan() {
    Observation observation = tracer(Sampler.alwaysOn()).begin(Examples.FACTS);
    observation.failed(new IllegalStateException("a bug"));
    observation.decided(Examples.decision(Verdict.DENY, Evidence.NONE));

    assertThat(spans.getFinishedSpanItems().getLast().getStatus().getStatusCode())
        .isEqualTo(StatusCode.ERROR);
  }

  private DecisionTracer tracer(Sampler sampler) {
    return new DecisionTracer(
        SdkTracerProvider.builder()
            .setSampler(sampler)
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build()
            .get("test"));
  }
}
