package dev.weir.decision;

import dev.weir.account.Accounts;
import dev.weir.challenge.Challenges;
import dev.weir.cohort.Cohorts;
import dev.weir.limit.LimitStore;
import java.util.random.RandomGenerator;

/**
 * Where decisions get what they need beside the policy and the request. One object for all of them.
 *
 * @param random for decision ids; used by many threads at once
 */
record Services(
    Accounts accounts,
    Challenges challenges,
    LimitStore limits,
    Cohorts cohorts,
    RandomGenerator random) {}
