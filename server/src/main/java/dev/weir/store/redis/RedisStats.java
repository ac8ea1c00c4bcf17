package dev.weir.store.redis;

/**
 * How the connections to Redis did, for metrics.
 *
 * @param waiting commands that wait to be written
 * @param connected connections that are up
 * @param connections connections that should be
 * @param commands commands sent since the store was opened
 * @param batches writes that sent them: commands divided by batches is how many shared one
 * @param refusedFull commands that failed at once because too many waited
 * @param connects connections made, the first ones included
 */
public record RedisStats(
    long waiting,
    int connected,
    int connections,
    long commands,
    long batches,
    long refusedFull,
    long connects) {}
