package dev.weir.simulate;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Which templates an account uses.
 *
 * @param own its own, or its campaign's
 * @param ownShare of its sessions that use one of them
 * @param popular those that everybody uses, the first most often
 * @param popularShare of its sessions; the others use none
 */
record Prompts(List<Template> own, double ownShare, List<Template> popular, double popularShare) {
  Template pick(SplittableRandom random) {
    double at = random.nextDouble();
    if (at < ownShare && !own.isEmpty()) {
      return own.get(random.nextInt(own.size()));
    }
    if (at < ownShare + popularShare && !popular.isEmpty()) {
      return popular.get(Draw.popular(random, popular.size()));
    }
    return Template.NONE;
  }
}
