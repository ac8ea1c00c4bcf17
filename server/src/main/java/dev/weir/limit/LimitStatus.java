package dev.weir.limit;

/**
 * Where a limit stands for one subject after a request.
 *
 * @param name the limit's name in the policy
 * @param limit the most that may be used
 * @param remaining what may still be used, never below 0
 * @param exceeded whether the request did not fit
 * @param retryAfterMillis the shortest wait after which the same request fits if nobody else uses
 *     the limit; 0 where it is not exceeded, {@link #NEVER} where no wait helps because the request
 *     asks for more than {@code limit}
 * @param resetAfterMillis how long until nothing of the limit is used, with nobody using it
 * @param windowMillis the window; 0 for {@link Algorithm#SLOTS}
 */
public record LimitStatus(
    String name,
    long limit,
    long remaining,
    boolean exceeded,
    long retryAfterMillis,
    long resetAfterMillis,
    long windowMillis) {
  /** No wait helps. */
  public static final long NEVER = Long.MAX_VALUE;
}
