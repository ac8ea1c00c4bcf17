package dev.weir.server;

import dev.weir.policy.LoadedPolicy;
import dev.weir.policy.Policies;
import dev.weir.policy.PolicyProblem;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log which policy is in force from when on, and why another one is not. */
final class PolicyLog implements Policies.Listener {
  private static final Logger log = LoggerFactory.getLogger(PolicyLog.class);

  @Override
  public void replaced(LoadedPolicy policy, List<PolicyProblem> warnings) {
    log.info("policy: {} from {} is in force", policy.policy().version(), policy.file());
    warnings.forEach(warning -> log.warn("policy: {}", warning));
  }

  @Override
  public void rejected(
      LoadedPolicy.Origin origin, List<PolicyProblem> problems, LoadedPolicy inForce) {
    problems.forEach(problem -> log.error("policy: {}", problem));
    log.error(
        "policy: what was offered does not load; {} from {} stays in force",
        inForce.policy().version(),
        inForce.file());
  }
}
