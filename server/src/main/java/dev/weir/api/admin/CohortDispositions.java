package dev.weir.api.admin;

import dev.weir.cli.Text;
import dev.weir.cohort.Campaign;
import dev.weir.cohort.CampaignReader;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import dev.weir.indicator.Import;
import dev.weir.v1.SetCohortDispositionRequest;
import dev.weir.v1.SetCohortDispositionRequest.Disposition;
import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what operators say of cohorts, and logs who said it and why. Thread-safe. */
final class CohortDispositions {
  private static final Logger LOG = LoggerFactory.getLogger(CohortDispositions.class);

  private final CohortStore store;
  private final CohortTargets targets;
  private final CampaignReader campaigns;

  CohortDispositions(CohortStore store, CohortTargets targets, CampaignReader campaigns) {
    this.store = store;
    this.targets = targets;
    this.campaigns = campaigns;
  }

  /**
   * What a disposition did.
   *
   * @param written what is now held
   * @param leftOut what stays held of the others
   */
  record Done(List<Judgement> written, List<Judgement> leftOut) {}

  CompletionStage<Done> set(SetCohortDispositionRequest request, long now) {
    Disposition disposition = disposition(request.getDisposition());
    String operator = operator(request.getOperator());
    String reason = line("reason", request.getReason());
    return targets(request, disposition, now)
        .thenCompose(
            found -> {
              List<Judgement> written = new ArrayList<>();
              for (Judgement held : found.written) {
                written.add(disposed(held, disposition, operator, now));
              }
              return write(written, now)
                  .thenApply(
                      done -> {
                        LOG.info(
                            "Operator {}: {} {} ({}, {} left out): {}",
                            operator,
                            disposition,
                            name(request, written),
                            Text.plural(written.size(), "cohort"),
                            found.leftOut.size(),
                            reason);
                        return new Done(written, found.leftOut);
                      });
            });
  }

  /** Writes what is held now. */
  CompletionStage<Void> write(List<Judgement> judgements, long now) {
    return judgements.isEmpty()
        ? CompletableFuture.completedStage(null)
        : store.dispose(judgements, now).thenRun(campaigns::forget);
  }

  /** Returns the name of an operator, which no import has. */
  static String operator(String name) {
    if (name.startsWith(Import.SET_BY)) {
      throw new InvalidFieldException(
          "operator", "a name that does not begin with " + Import.SET_BY, name);
    }
    return line("operator", name);
  }

  /** Returns a text that fits a line of the log. */
  static String line(String field, String text) {
    Check.required(field, text);
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidFieldException(field, "one line without control characters", text);
    }
    return text;
  }

  private CompletionStage<Done> targets(
      SetCohortDispositionRequest request, Disposition disposition, long now) {
    Check.exactlyOne(
        List.of("cohort_id", "value", "campaign_id"),
        !request.getCohortId().isEmpty(),
        request.hasValue(),
        !request.getCampaignId().isEmpty());
    if (!request.getCampaignId().isEmpty()) {
      CompletionStage<Campaign> named =
          disposition == Disposition.RELEASE
              ? targets.campaignOrExempted(request.getCampaignId(), now)
              : targets.campaign(request.getCampaignId(), now);
      return named.thenApply(campaign -> cohorts(campaign, disposition));
    }
    return (request.hasValue()
            ? targets.cohort(request.getValue(), now)
            : targets.cohort(request.getCohortId()))
        .thenApply(cohort -> new Done(List.of(cohort.judgement()), List.of()));
  }

  /** Leaves out what bystanders share where it would ask or refuse them. */
  private static Done cohorts(Campaign campaign, Disposition disposition) {
    boolean harms = disposition == Disposition.CONFIRM || disposition == Disposition.BLOCK;
    List<Judgement> meant = new ArrayList<>();
    List<Judgement> leftOut = new ArrayList<>();
    for (Campaign.Linked linked : campaign.cohorts()) {
      Cohort cohort = linked.cohort();
      (harms && linked.bystanders() ? leftOut : meant).add(cohort.judgement());
    }
    return new Done(meant, leftOut);
  }

  private static Judgement disposed(
      Judgement held, Disposition disposition, String operator, long now) {
    return switch (disposition) {
      case EXEMPT -> held.dispose(Standing.EXEMPT, operator, now);
      case CONFIRM -> held.dispose(Standing.CONFIRMED, operator, now);
      case BLOCK -> held.dispose(Standing.BLOCKED, operator, now);
      case RELEASE -> held.assessedFrom(Standing.OBSERVED, now);
      case DISPOSITION_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("refused before: " + disposition);
    };
  }

  private static Disposition disposition(Disposition disposition) {
    if (disposition == Disposition.DISPOSITION_UNSPECIFIED
        || disposition == Disposition.UNRECOGNIZED) {
      throw new InvalidFieldException(
          "disposition", "EXEMPT, CONFIRM, BLOCK or RELEASE", disposition);
    }
    return disposition;
  }

  private static String name(SetCohortDispositionRequest request, List<Judgement> written) {
    return request.getCampaignId().isEmpty()
        ? written.getFirst().key().text()
        : "campaign " + request.getCampaignId();
  }
}
