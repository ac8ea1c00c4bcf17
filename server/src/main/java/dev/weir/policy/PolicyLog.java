package dev.weir.policy;

import dev.weir.policy.LoadedPolicy.Origin;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs which policy is in force, and why one that was offered is not. */
public final class PolicyLog implements Policies.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyLog.class);

  @Override
  public void replaced(LoadedPolicy policy, List<PolicyProblem> warnings) {
    warnings.forEach(warning -> LOG.warn("{}", warning));
    LOG.info("Policy {} is in force, from {}", policy.policy().version(), policy.file());
  }

  @Override
  public void rejected(Origin origin, List<PolicyProblem> problems, LoadedPolicy inForce) {
    problems.forEach(problem -> LOG.error("{}", problem));
    LOG.error("The policy did not load; {} stays in force", inForce.policy().version());
  }
}
