package dev.weir.api.admin;

import com.google.common.io.BaseEncoding;
import dev.weir.api.grpc.Problem;
import dev.weir.cli.Text;
import dev.weir.cohort.Campaign;
import dev.weir.cohort.Campaign.Linked;
import dev.weir.cohort.CampaignReader;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.CohortReader;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import dev.weir.indicator.Bundle;
import dev.weir.indicator.BundleException;
import dev.weir.indicator.Exchange;
import dev.weir.indicator.Import;
import dev.weir.indicator.Indicator;
import dev.weir.policy.CompiledPolicy;
import dev.weir.v1.ExportIndicatorsRequest;
import dev.weir.v1.ExportIndicatorsResponse;
import dev.weir.v1.ImportIndicatorsRequest;
import dev.weir.v1.ImportIndicatorsResponse;
import dev.weir.v1.ImportIndicatorsResponse.Skipped;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the calls by which installations exchange indicators. Thread-safe. */
final class IndicatorCalls {
  private static final Logger LOG = LoggerFactory.getLogger(IndicatorCalls.class);
  private static final int ID_BYTES = 12;

  private final CohortStore store;
  private final CohortTargets targets;
  private final CampaignReader campaigns;
  private final CohortDispositions dispositions;
  private final Supplier<CompiledPolicy> policies;
  private final Exchange exchange;

  IndicatorCalls(
      CohortStore store,
      CohortTargets targets,
      CampaignReader campaigns,
      CohortDispositions dispositions,
      Supplier<CompiledPolicy> policies,
      Exchange exchange) {
    this.store = store;
    this.targets = targets;
    this.campaigns = campaigns;
    this.dispositions = dispositions;
    this.policies = policies;
    this.exchange = exchange;
  }

  CompletionStage<ExportIndicatorsResponse> export(ExportIndicatorsRequest request, long now) {
    String operator = CohortDispositions.operator(request.getOperator());
    String campaignId = request.getCampaignId();
    CompletionStage<List<Linked>> cohorts =
        campaignId.isEmpty()
            ? campaigns.read(now).thenApply(all -> decided(all.cohorts()))
            : targets.campaign(campaignId, now).thenApply(Campaign::cohorts);
    return cohorts.thenApply(found -> export(found, campaignId, operator, now));
  }

  CompletionStage<ImportIndicatorsResponse> take(ImportIndicatorsRequest request, long now) {
    String operator = CohortDispositions.operator(request.getOperator());
    String reason = CohortDispositions.line("reason", request.getReason());
    Bundle bundle = verify(request.getBundle(), now);
    List<Cohort.Key> keys = bundle.indicators().stream().map(Indicator::cohort).toList();
    return CohortReader.find(store, keys)
        .thenCompose(
            known -> {
              Import planned = plan(bundle, known, request.getConfirm(), now);
              if (request.getDryRun()) {
                return CompletableFuture.completedStage(response(bundle, planned));
              }
              return dispositions
                  .write(planned.changes(), now)
                  .thenApply(
                      done -> {
                        LOG.info(
                            "Operator {}: IMPORT bundle {} of {} ({} confirmed, {} probing, {} left"
                                + " as they are): {}",
                            operator,
                            bundle.id(),
                            bundle.issuer(),
                            planned.count(Standing.CONFIRMED),
                            planned.count(Standing.PROBING),
                            bundle.indicators().size() - planned.changes().size(),
                            reason);
                        return response(bundle, planned);
                      });
            });
  }

  private Import plan(Bundle bundle, Map<Cohort.Key, Cohort> known, boolean confirm, long now) {
    CompiledPolicy policy = policies.get();
    return Import.of(
        bundle,
        key -> {
          Cohort cohort = known.get(key);
          return cohort == null ? Judgement.none(key, now) : cohort.judgement();
        },
        policy.cohorts(),
        policy.traits()::sources,
        confirm,
        now);
  }

  private static List<Linked> decided(List<Linked> all) {
    List<Linked> decided = new ArrayList<>();
    for (Linked linked : all) {
      Standing standing = linked.cohort().judgement().standing();
      if (standing == Standing.CONFIRMED || standing == Standing.BLOCKED) {
        decided.add(linked);
      }
    }
    return decided;
  }

  private ExportIndicatorsResponse export(
      List<Linked> cohorts, String campaignId, String operator, long now) {
    CompiledPolicy policy = policies.get();
    List<Indicator> indicators = new ArrayList<>();
    for (Linked linked : cohorts) {
      CohortPolicy.Trait trait = policy.cohorts().traits().get(linked.cohort().key().trait());
      if (trait != null && !Import.isLocal(trait) && indicators.size() < Bundle.MOST) {
        indicators.add(indicator(linked, policy));
      }
    }
    byte[] id = new byte[ID_BYTES];
    exchange.random().nextBytes(id);
    // A JWT's times are whole seconds.
    long issuedAt = now / 1_000 * 1_000;
    long expiresAt = issuedAt + exchange.validity().toMillis();
    Bundle bundle =
        new Bundle(
            BaseEncoding.base64Url().encode(id),
            exchange.issuer(),
            issuedAt,
            expiresAt,
            exchange.keys().get(),
            campaignId,
            indicators);
    String signed = sign(bundle);
    LOG.info(
        "Operator {}: EXPORT bundle {} of {}, {}",
        operator,
        bundle.id(),
        Text.plural(indicators.size(), "indicator"),
        campaignId.isEmpty() ? "all campaigns" : "campaign " + campaignId);
    return ExportIndicatorsResponse.newBuilder()
        .setBundle(signed)
        .setIndicators(indicators.size())
        .setLeftOut(cohorts.size() - indicators.size())
        .setExpiresAt(CohortMessages.time(expiresAt))
        .build();
  }

  private static Indicator indicator(Linked linked, CompiledPolicy policy) {
    Judgement judgement = linked.cohort().judgement();
    return new Indicator(
        judgement.key(),
        linked.family(),
        policy.traits().sources(judgement.key().trait()),
        judgement.standing(),
        Math.round(linked.cohort().sample().distinct()),
        judgement.firstSeen(),
        judgement.lastSeen());
  }

  private String sign(Bundle bundle) {
    try {
      return exchange.bundles().sign(bundle);
    } catch (BundleException e) {
      throw refused(e);
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private Bundle verify(String text, long now) {
    try {
      return exchange.bundles().verify(text, exchange.keys().get(), now);
    } catch (BundleException e) {
      throw refused(e);
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private static StatusRuntimeException refused(BundleException e) {
    Status.Code code =
        switch (e.reason()) {
          case BUNDLE_MALFORMED, BUNDLE_TOO_LARGE -> Status.Code.INVALID_ARGUMENT;
          case BUNDLE_UNTRUSTED, BUNDLE_EXPIRED, BUNDLE_KEY_MISMATCH, EXCHANGE_NOT_CONFIGURED ->
              Status.Code.FAILED_PRECONDITION;
        };
    return Problem.of(code, e.reason().name(), String.valueOf(e.getMessage())).toException();
  }

  private static StatusRuntimeException unusable(IllegalArgumentException e) {
    return Problem.of(
            Status.Code.FAILED_PRECONDITION,
            "EXCHANGE_KEYS_UNUSABLE",
            String.valueOf(e.getMessage()))
        .toException();
  }

  private static ImportIndicatorsResponse response(Bundle bundle, Import planned) {
    ImportIndicatorsResponse.Builder response =
        ImportIndicatorsResponse.newBuilder()
            .setIssuer(bundle.issuer())
            .setBundleId(bundle.id())
            .setIndicators(bundle.indicators().size())
            .setConfirmed(planned.count(Standing.CONFIRMED))
            .setProbing(planned.count(Standing.PROBING));
    planned
        .skipped()
        .forEach(
            (why, count) ->
                response.addSkipped(Skipped.newBuilder().setReason(why).setIndicators(count)));
    return response.build();
  }
}
