package dev.weir.api.admin;

import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.Problem;
import dev.weir.cohort.Campaign;
import dev.weir.cohort.CampaignReader;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.TraitHash;
import dev.weir.policy.NamedTraits;
import dev.weir.v1.TraitValue;
import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Finds the cohorts that a call is about. Thread-safe. */
final class CohortTargets {
  private final CohortStore store;
  private final CampaignReader campaigns;
  private final Supplier<NamedTraits> traits;
  private final Supplier<TraitHash> hash;
  private final Pseudonyms pseudonyms;

  CohortTargets(
      CohortStore store,
      CampaignReader campaigns,
      Supplier<NamedTraits> traits,
      Supplier<TraitHash> hash,
      Pseudonyms pseudonyms) {
    this.store = store;
    this.campaigns = campaigns;
    this.traits = traits;
    this.hash = hash;
    this.pseudonyms = pseudonyms;
  }

  /** Returns the cohort that an id names; fails with NOT_FOUND where nothing is known of it. */
  CompletionStage<Cohort> cohort(String cohortId) {
    Check.required("cohort_id", cohortId);
    Cohort.Key key =
        Cohort.Key.parse(cohortId)
            .orElseThrow(
                () ->
                    new InvalidFieldException(
                        "cohort_id", "TRAIT:HASH, with the hash in 16 hex digits", cohortId));
    // What is held of a trait that is no longer in the policy is still found.
    return store.find(key).thenApply(found -> found.orElseThrow(() -> unknown(key)));
  }

  /** Returns the cohort of a value; fails with NOT_FOUND where nobody was seen with it. */
  CompletionStage<Cohort> cohort(TraitValue value) {
    Cohort.Key key = key(value);
    return store.find(key).thenApply(found -> found.orElseThrow(() -> unseen()));
  }

  /** Returns the cohort of a value, which may be of nobody so far. */
  CompletionStage<Cohort> cohort(TraitValue value, long now) {
    Cohort.Key key = key(value);
    return store
        .find(key)
        .thenApply(found -> found.orElseGet(() -> Cohort.empty(key, CohortStore.SAMPLE, now)));
  }

  /** Returns the campaign that an id names; fails with NOT_FOUND where there is none. */
  CompletionStage<Campaign> campaign(String campaignId, long now) {
    Check.required("campaign_id", campaignId);
    return campaigns
        .read(now)
        .thenApply(all -> all.find(campaignId).orElseThrow(CohortTargets::noCampaign));
  }

  /** Returns the campaign that an id names, also if its cohorts were exempted since. */
  CompletionStage<Campaign> campaignOrExempted(String campaignId, long now) {
    Check.required("campaign_id", campaignId);
    return campaigns
        .read(now)
        .thenCompose(
            all -> {
              Optional<Campaign> found = all.find(campaignId);
              return found.isPresent()
                  ? CompletableFuture.completedStage(found)
                  : campaigns.exempted(now).thenApply(exempted -> exempted.find(campaignId));
            })
        .thenApply(found -> found.orElseThrow(CohortTargets::noCampaign));
  }

  private Cohort.Key key(TraitValue value) {
    List<String> values = value.getValuesList();
    Check.size("value.values", values.size());
    return traits.get().cohort("value", value.getTrait(), values, hash.get(), pseudonyms);
  }

  private StatusRuntimeException unknown(Cohort.Key key) {
    traits.get().require("cohort_id", key.trait());
    return unseen();
  }

  private static StatusRuntimeException noCampaign() {
    return notFound(
        "CAMPAIGN_NOT_FOUND", "no campaign has this id; 'weir campaigns' lists those there are");
  }

  private static StatusRuntimeException unseen() {
    return notFound(
        "COHORT_NOT_FOUND",
        "nobody was seen with this value, as far as is remembered; 'weir cohort list' lists those"
            + " of which something is held");
  }

  private static StatusRuntimeException notFound(String reason, String message) {
    return Problem.of(Status.Code.NOT_FOUND, reason, message).toException();
  }
}
