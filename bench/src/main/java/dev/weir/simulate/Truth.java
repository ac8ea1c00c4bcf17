package dev.weir.simulate;

/**
 * What is true of a caller, and written beside its requests for whoever judges a replay.
 *
 * @param campaign empty for the innocent
 * @param group the kind of campaign, or the class of innocents
 */
record Truth(String campaign, String group, boolean passesChallenge) {}
