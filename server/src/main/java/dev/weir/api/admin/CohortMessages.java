package dev.weir.api.admin;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.weir.cohort.Campaign;
import dev.weir.cohort.Finding;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.Standing;
import dev.weir.cohort.Words;
import dev.weir.v1.CampaignEvidence;
import dev.weir.v1.CampaignTrait;
import dev.weir.v1.Cohort;
import dev.weir.v1.CohortMember;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Cohorts and campaigns as messages. */
final class CohortMessages {
  /** The families of the policy's traits, by the trait's name. */
  private final Map<String, String> families;

  /** Which campaign each cohort is part of. */
  private final Map<dev.weir.cohort.Cohort.Key, String> campaigns;

  CohortMessages(Map<String, String> families, Map<dev.weir.cohort.Cohort.Key, String> campaigns) {
    this.families = families;
    this.campaigns = campaigns;
  }

  /** Returns what is held of a cohort, with the size that it had when it was last assessed. */
  Cohort cohort(Judgement judgement) {
    Finding finding = judgement.finding();
    Cohort.Builder message =
        Cohort.newBuilder()
            .setCohortId(judgement.key().text())
            .setKind(judgement.key().trait())
            .setKey(judgement.key().hex())
            .setFamily(families.getOrDefault(judgement.key().trait(), ""))
            .setAccounts(Math.round(finding.accounts()))
            .setUnverifiedShare(finding.unverified())
            .setNewShare(finding.fresh())
            .setEvenness(finding.evenness())
            .setRequests(finding.requests())
            .setScore(finding.score())
            .setState(state(judgement.standing()))
            .setChallenged(finding.asked())
            .setPassed(finding.passed())
            .setFailed(finding.asked() - finding.passed())
            .setFirstSeen(time(judgement.firstSeen()))
            .setLastSeen(time(judgement.lastSeen()))
            .setCampaignId(campaigns.getOrDefault(judgement.key(), ""))
            .setSetBy(judgement.setBy())
            .setSince(time(judgement.since()));
    return message.setEvidence(Words.of(judgement)).build();
  }

  /** Returns a cohort with the size that it has now, and the share of it that is unverified. */
  Cohort cohort(dev.weir.cohort.Cohort cohort) {
    Cohort held = cohort(cohort.judgement());
    long seen = cohort.judgement().lastSeen();
    for (Member member : cohort.sample().members()) {
      seen = Math.max(seen, member.lastSeen());
    }
    return held.toBuilder()
        .setAccounts(Math.round(cohort.sample().distinct()))
        .setUnverifiedShare(cohort.sample().unverified())
        .setLastSeen(time(seen))
        .build();
  }

  static CohortMember member(Member member) {
    CohortMember.Builder message =
        CohortMember.newBuilder()
            .setKey(HexFormat.of().toHexDigits(member.id()))
            .setLevel(AccountMessages.level(member.level()))
            .setPrepaid(member.prepaid())
            .setProxied(member.proxied())
            .setRequests(member.activity().requests())
            .setFirstSeen(time(member.firstSeen()))
            .setLastSeen(time(member.lastSeen()));
    if (member.createdAt() > 0) {
      message.setCreatedAt(time(member.createdAt()));
    }
    return message.build();
  }

  static dev.weir.v1.Campaign campaign(Campaign campaign) {
    dev.weir.v1.Campaign.Builder message =
        dev.weir.v1.Campaign.newBuilder()
            .setCampaignId(campaign.id())
            .setState(state(campaign.standing()))
            .setAccounts(campaign.accounts())
            .setRequests(campaign.requests())
            .setCohorts(campaign.cohorts().size())
            .setChallenged(campaign.asked())
            .setPassed(campaign.passed())
            .setFirstSeen(time(campaign.firstSeen()))
            .setLastSeen(time(campaign.lastSeen()));
    for (Campaign.Shared shared : campaign.traits()) {
      message.addTraits(
          CampaignTrait.newBuilder()
              .setTrait(shared.trait())
              .setFamily(shared.family())
              .setCohorts(shared.cohorts())
              .setAccounts(shared.accounts()));
    }
    for (Campaign.Evidence evidence : campaign.evidence()) {
      message
          .addFamilies(evidence.family())
          .addEvidence(
              CampaignEvidence.newBuilder()
                  .setFamily(evidence.family())
                  .setCohortId(evidence.cohort().text())
                  .setText(evidence.words()));
    }
    return message.build();
  }

  static Cohort.State state(Standing standing) {
    return switch (standing) {
      case OBSERVED -> Cohort.State.OBSERVED;
      case PROBING -> Cohort.State.PROBING;
      case CONFIRMED -> Cohort.State.CONFIRMED;
      case CLEARED -> Cohort.State.CLEARED;
      case OVERUSED -> Cohort.State.OVERUSED;
      case EXEMPT -> Cohort.State.EXEMPT;
      case BLOCKED -> Cohort.State.BLOCKED;
    };
  }

  /** Returns which standing a state is; empty if none. */
  static Optional<Standing> standing(Cohort.State state) {
    for (Standing standing : Standing.values()) {
      if (state(standing) == state) {
        return Optional.of(standing);
      }
    }
    return Optional.empty();
  }

  static Timestamp time(long millis) {
    return Timestamps.fromMillis(millis);
  }
}
