package dev.weir.api.admin;

import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.cohort.CampaignReader;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.TraitHash;
import dev.weir.indicator.Exchange;
import dev.weir.policy.CompiledPolicy;
import dev.weir.policy.Policies;
import dev.weir.v1.CohortServiceGrpc.CohortServiceImplBase;
import dev.weir.v1.ExportIndicatorsRequest;
import dev.weir.v1.ExportIndicatorsResponse;
import dev.weir.v1.GetCampaignRequest;
import dev.weir.v1.GetCampaignResponse;
import dev.weir.v1.GetCohortRequest;
import dev.weir.v1.GetCohortResponse;
import dev.weir.v1.ImportIndicatorsRequest;
import dev.weir.v1.ImportIndicatorsResponse;
import dev.weir.v1.ListCampaignsRequest;
import dev.weir.v1.ListCampaignsResponse;
import dev.weir.v1.ListCohortsRequest;
import dev.weir.v1.ListCohortsResponse;
import dev.weir.v1.SetCohortDispositionRequest;
import dev.weir.v1.SetCohortDispositionResponse;
import dev.weir.validation.Check;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Serves cohorts and campaigns to operators. Values of traits come in, and never go out. Waits for
 * no store; the keys of an exchange are read from their files by the thread of the call.
 */
public final class CohortGrpcService extends CohortServiceImplBase {
  private static final int MEMBERS = 50;

  private final CohortStore store;
  private final Supplier<CompiledPolicy> policies;
  private final CampaignReader campaigns;
  private final CohortTargets targets;
  private final CohortDispositions dispositions;
  private final IndicatorCalls indicators;
  private final LongSupplier clock;
  private final Calls calls;

  /**
   * Creates the service.
   *
   * @param hash gives what stands for values; throws {@code StoreException} where that is not known
   *     yet
   * @param pseudonyms what identifiers are kept as
   * @param clock epoch milliseconds, corrected to the store's
   */
  public CohortGrpcService(
      CohortStore store,
      Policies policies,
      Supplier<TraitHash> hash,
      Pseudonyms pseudonyms,
      Exchange exchange,
      LongSupplier clock,
      GrpcErrors errors) {
    this.store = store;
    this.policies = () -> policies.current().policy();
    this.campaigns =
        new CampaignReader(
            store,
            () -> this.policies.get().cohorts(),
            () -> this.policies.get().traits().families());
    this.targets =
        new CohortTargets(store, campaigns, () -> this.policies.get().traits(), hash, pseudonyms);
    this.dispositions = new CohortDispositions(store, targets, campaigns);
    this.indicators =
        new IndicatorCalls(store, targets, campaigns, dispositions, this.policies, exchange);
    this.clock = clock;
    this.calls = new Calls(errors);
  }

  @Override
  public void listCohorts(
      ListCohortsRequest request, StreamObserver<ListCohortsResponse> responses) {
    calls.answer(responses, () -> list(request));
  }

  @Override
  public void getCohort(GetCohortRequest request, StreamObserver<GetCohortResponse> responses) {
    calls.answer(responses, () -> get(request));
  }

  @Override
  public void setCohortDisposition(
      SetCohortDispositionRequest request, StreamObserver<SetCohortDispositionResponse> responses) {
    calls.answer(responses, () -> dispose(request));
  }

  @Override
  public void listCampaigns(
      ListCampaignsRequest request, StreamObserver<ListCampaignsResponse> responses) {
    calls.answer(
        responses,
        () ->
            campaigns
                .read(clock.getAsLong())
                .thenApply(
                    all -> {
                      ListCampaignsResponse.Builder response =
                          ListCampaignsResponse.newBuilder().setCohortsLeftOut(all.leftOut());
                      all.all().forEach(one -> response.addCampaigns(CohortMessages.campaign(one)));
                      return response.build();
                    }));
  }

  @Override
  public void getCampaign(
      GetCampaignRequest request, StreamObserver<GetCampaignResponse> responses) {
    calls.answer(responses, () -> campaign(request));
  }

  @Override
  public void exportIndicators(
      ExportIndicatorsRequest request, StreamObserver<ExportIndicatorsResponse> responses) {
    calls.answer(responses, () -> indicators.export(request, clock.getAsLong()));
  }

  @Override
  public void importIndicators(
      ImportIndicatorsRequest request, StreamObserver<ImportIndicatorsResponse> responses) {
    calls.answer(responses, () -> indicators.take(request, clock.getAsLong()));
  }

  private CompletionStage<ListCohortsResponse> list(ListCohortsRequest request) {
    CohortPage page = CohortPage.of(request, policies.get().traits());
    return messages()
        .thenCombine(
            store.judgements(0),
            (messages, judgements) -> {
              List<Judgement> found = page.select(judgements);
              ListCohortsResponse.Builder response =
                  ListCohortsResponse.newBuilder().setNextPageToken(page.next(found));
              page.shown(found).forEach(one -> response.addCohorts(messages.cohort(one)));
              return response.build();
            });
  }

  private CompletionStage<GetCohortResponse> get(GetCohortRequest request) {
    Check.exactlyOne(
        List.of("cohort_id", "value"), !request.getCohortId().isEmpty(), request.hasValue());
    return (request.hasValue()
            ? targets.cohort(request.getValue())
            : targets.cohort(request.getCohortId()))
        .thenCombine(
            messages(),
            (cohort, messages) -> {
              GetCohortResponse.Builder response =
                  GetCohortResponse.newBuilder().setCohort(messages.cohort(cohort));
              cohort.sample().members().stream()
                  .limit(MEMBERS)
                  .forEach(member -> response.addMembers(CohortMessages.member(member)));
              return response.build();
            });
  }

  private CompletionStage<SetCohortDispositionResponse> dispose(
      SetCohortDispositionRequest request) {
    return dispositions
        .set(request, clock.getAsLong())
        .thenCombine(
            messages(),
            (done, messages) -> {
              SetCohortDispositionResponse.Builder response =
                  SetCohortDispositionResponse.newBuilder();
              done.written().forEach(one -> response.addCohorts(messages.cohort(one)));
              done.leftOut().forEach(one -> response.addLeftOut(messages.cohort(one)));
              return response.build();
            });
  }

  private CompletionStage<GetCampaignResponse> campaign(GetCampaignRequest request) {
    return targets
        .campaign(request.getCampaignId(), clock.getAsLong())
        .thenCombine(
            messages(),
            (campaign, messages) -> {
              GetCampaignResponse.Builder response =
                  GetCampaignResponse.newBuilder().setCampaign(CohortMessages.campaign(campaign));
              campaign
                  .cohorts()
                  .forEach(linked -> response.addCohorts(messages.cohort(linked.cohort())));
              return response.build();
            });
  }

  private CompletionStage<CohortMessages> messages() {
    return campaigns
        .read(clock.getAsLong())
        .thenApply(all -> new CohortMessages(policies.get().traits().families(), all.ids()));
  }
}
