package dev.weir.replay;

import dev.weir.validation.Check;

/**
 * What a trace knows about the caller of a check that nobody knows who decides: by it the report is
 * grouped, and by it challenges are answered. A type of its own, so that no engine can be handed
 * it.
 *
 * @param campaign the campaign that the caller belongs to; empty if none
 * @param callerClass such as {@code university}; empty if not stated
 * @param passesChallenge whether the caller answers what it is asked to prove
 */
record Truth(String campaign, String callerClass, boolean passesChallenge) {
  /** Nothing is stated: no campaign, no class, and nobody who answers. */
  static final Truth NONE = new Truth("", "", false);

  Truth {
    Check.text("campaign", campaign);
    Check.text("class", callerClass);
  }

  /** Returns whether the caller belongs to a campaign. */
  boolean isCampaign() {
    return !campaign.isEmpty();
  }
}
