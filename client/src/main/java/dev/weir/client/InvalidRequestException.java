package dev.weir.client;

/**
 * Says that a request breaks the contract: an error of the calling program, which a retry does not
 * mend. It is the only exception that a check or report ends with, since no verdict would be right
 * for a request that cannot be judged.
 */
public final class InvalidRequestException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String field;
  private final String reason;

  /**
   * Describes what is wrong.
   *
   * @param message which field, what was expected and what was found
   * @param field the path of the field, such as {@code network.ip}; empty if the server named none
   * @param reason the server's stable code for it; empty if it gave none
   */
  public InvalidRequestException(String message, String field, String reason) {
    super(message);
    this.field = field;
    this.reason = reason;
  }

  /** Returns the path of the field that is wrong; empty if the server named none. */
  public String field() {
    return field;
  }

  /** Returns the server's stable code for what is wrong; empty if it gave none. */
  public String reason() {
    return reason;
  }
}
