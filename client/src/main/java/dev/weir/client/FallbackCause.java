package dev.weir.client;

/**
 * Why Weir did not answer.
 *
 * @param kind what happened
 * @param detail in words, for operators; may name addresses, so it is not for callers
 */
public record FallbackCause(Kind kind, String detail) {

  /** What happened. Few and stable, so that it can be a metric's label. */
  public enum Kind {
    /** No connection to any server. */
    UNREACHABLE,
    /** No answer within the deadline. */
    TIMEOUT,
    /**
     * Not asked: too many of the latest calls failed or were slow, and the circuit breaker is open.
     */
    CIRCUIT_OPEN,
    /** Not asked, or refused by the server: too many requests are in flight. */
    OVERLOADED,
    /** The server does not accept this client: credentials, or a service that it does not serve. */
    REFUSED,
    /** The server failed, or answered what this client does not understand. */
    FAILED,
    /** The call's own context was cancelled, or its thread interrupted. */
    CANCELLED,
    /** The client or session is closed. */
    CLOSED
  }
}
