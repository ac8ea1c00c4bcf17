package dev.weir.demo;

/**
 * What a trace knows about the caller of a check, and no server is told.
 *
 * @param campaign empty for the innocent
 * @param callerClass the kind of campaign, or the class of innocents
 * @param passesChallenge whether the caller answers what it is asked to prove
 */
record Truth(String campaign, String callerClass, boolean passesChallenge) {}
