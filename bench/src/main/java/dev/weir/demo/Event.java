package dev.weir.demo;

import dev.weir.v1.Account;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.ReportRequest;

/** Something that happens in a trace. */
sealed interface Event {

  /** Returns when, in epoch milliseconds. */
  long at();

  /** Returns whose it is: the organization or, without one, the account. */
  String caller();

  /** The provider's systems push an account. */
  record AccountPushed(long at, String caller, Account account) implements Event {}

  /** A front end asks about a request. */
  record Checked(long at, String caller, CheckRequest request, Truth truth) implements Event {}

  /**
   * A front end reports what a request used.
   *
   * @param report without a decision id, which each server gives its own
   */
  record Reported(long at, String caller, String requestId, ReportRequest report)
      implements Event {}
}
