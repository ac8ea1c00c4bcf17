package dev.weir.telemetry;

import dev.weir.decision.Decision;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Facts;
import dev.weir.decision.Reason;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;

/**
 * Makes a span for each check that is sampled, and one inside for each phase. A span names the
 * decision, so that the decision log can be searched for the rest; it never names the account. A
 * check that is not sampled costs the sampler's look at it and no more. Thread-safe.
 */
public final class DecisionTracer implements DecisionObserver {
  private static final AttributeKey<String> DECISION = AttributeKey.stringKey("weir.decision_id");
  private static final AttributeKey<String> VERDICT = AttributeKey.stringKey("weir.verdict");
  private static final AttributeKey<String> EVIDENCE = AttributeKey.stringKey("weir.evidence");
  private static final AttributeKey<String> POLICY = AttributeKey.stringKey("weir.policy_version");
  private static final AttributeKey<List<String>> CODES = AttributeKey.stringArrayKey("weir.codes");

  private final Tracer tracer;

  /** Creates an observer that makes its spans with {@code tracer}. */
  public DecisionTracer(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public Observation begin(Facts facts) {
    Context parent = Context.current();
    Span span =
        tracer.spanBuilder("weir.check").setParent(parent).setSpanKind(SpanKind.SERVER).startSpan();
    return span.isRecording() ? new Tracing(span, parent.with(span)) : Observation.NONE;
  }

  /** Traces one decision. Its methods run one after the other. */
  private final class Tracing implements Observation {
    private final Span span;
    private final Context context;
    private Span phase = Span.getInvalid();

    Tracing(Span span, Context context) {
      this.span = span;
      this.context = context;
    }

    @Override
    public void phase(Phase next) {
      phase.end();
      phase = tracer.spanBuilder("weir.check." + Names.of(next)).setParent(context).startSpan();
    }

    @Override
    public void decided(Decision decision) {
      phase.end();
      span.setAttribute(DECISION, decision.decisionId())
          .setAttribute(VERDICT, Names.of(decision.verdict()))
          .setAttribute(EVIDENCE, Names.of(decision.evidence()))
          .setAttribute(POLICY, decision.policyVersion())
          .setAttribute(CODES, decision.reasons().stream().map(Reason::code).toList())
          .end();
    }

    @Override
    public void failed(Throwable cause) {
      span.recordException(cause).setStatus(StatusCode.ERROR);
    }
  }
}
