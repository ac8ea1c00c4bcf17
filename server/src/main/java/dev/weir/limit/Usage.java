package dev.weir.limit;

/**
 * What a request really used.
 *
 * @param decisionId of the check that reserved it
 * @param inputTokens at least 0
 * @param outputTokens at least 0
 */
public record Usage(String decisionId, long inputTokens, long outputTokens) {}
