package dev.weir.simulate;

import java.util.SplittableRandom;

/**
 * Which model an account uses, and when it moves to one that is launched.
 *
 * @param usual before the launch
 * @param launched the new one
 * @param launch when it is launched
 * @param share of the requests that move
 * @param ramp how long that takes, in milliseconds
 */
record Models(String usual, String launched, long launch, double share, long ramp) {
  String at(SplittableRandom random, long time) {
    if (time < launch) {
      return usual;
    }
    double moved = share * Math.min(1, (double) (time - launch) / ramp);
    return Draw.happens(random, moved) ? launched : usual;
  }
}
