package dev.weir.decision;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.Profile;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.Encounter;
import dev.weir.cohort.Regard;
import dev.weir.limit.Demand;
import java.util.List;

/**
 * A compiled policy, as the engine sees it: pure functions of what is known about a request.
 * Immutable, thread-safe.
 */
public interface Policy {

  /** Returns {@code name@digest}, with the digest shortened to 12 digits. */
  String version();

  /** Returns the SHA-256 of the policy's text in hex. */
  String digest();

  /** Returns how long a check may take, in nanoseconds. */
  long budgetNanos();

  /** Returns how long a report of a decision is waited for. */
  long reservationMillis();

  /**
   * Returns how risky the account is at {@code now}, from pushed scores, the request's signals, and
   * what is held of the cohorts that it is seen in.
   */
  Risk risk(Facts facts, Profile profile, Regard regard, long now);

  /** Returns what is observed of accounts, and how what they share is judged. */
  CohortPolicy cohorts();

  /** Shows the traits that the account may share with others to a visitor. */
  void showShared(Facts facts, Account account, Encounter.Visitor visitor);

  /** Shows the values that belong to whoever was first seen with them to a visitor. */
  void showOwned(Facts facts, Account account, Encounter.Visitor visitor);

  /**
   * Returns every rule that matches and reads no limit, in the policy's order; {@code
   * inputs.limits} is empty.
   */
  List<Match> beforeLimits(Inputs inputs);

  /** Returns what the request asks of the limits that apply to it; empty if none does. */
  List<Demand> demands(Inputs inputs);

  /**
   * Returns every rule that matches and reads a limit, in the policy's order; {@code inputs.limits}
   * is present.
   */
  List<Match> afterLimits(Inputs inputs);

  /**
   * Returns the verdict for when nothing can be known but, perhaps, how far the account was
   * verified.
   */
  Verdict failure(Level level);
}
