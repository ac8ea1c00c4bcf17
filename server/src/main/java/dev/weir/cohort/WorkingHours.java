package dev.weir.cohort;

import java.util.List;

/**
 * In which hours of one day accounts work, as a random sample of all of them tells. Immutable.
 *
 * <p>Under the hypothesis that the members of a cohort are a random draw of all accounts, the
 * shares of them that are at work in each hour give the statistic T² of Hotelling (1931). Unlike a
 * sum over the hours, it takes into account that who works in one hour mostly works in the next,
 * too, and some for two hours and others for twelve. It is then nearly distributed as χ² with a
 * degree of freedom for each hour, and reaches t with a probability of at most e^-(t - k - k ln(t /
 * k)) / 2 for k degrees, by the bound of Chernoff (1952).
 */
final class WorkingHours {
  /** From fewer, how much which hours go together is not known well enough. */
  static final int FEWEST = 10 * Activity.HOURS;

  private static final int HOURS = Activity.HOURS;

  /** 2^8 is as many as a sample has. */
  private static final int SIZES = 9;

  private final int accounts;
  private final double[] mean;

  /** For cohorts of 2^i members and more, of which there are less than 2^(i + 1). */
  private final double[][][] decompositions;

  private WorkingHours(int accounts, double[] mean, double[][][] decompositions) {
    this.accounts = accounts;
    this.mean = mean;
    this.decompositions = decompositions;
  }

  /**
   * Returns the hours of accounts.
   *
   * @param hours of each account, a bit for each hour; of at least two
   */
  static WorkingHours of(List<Integer> hours) {
    double[] mean = new double[HOURS];
    double[][] covariance = new double[HOURS][HOURS];
    for (int each : hours) {
      for (int i = 0; i < HOURS; i++) {
        mean[i] += (double) at(each, i) / hours.size();
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += at(each, i) & at(each, j);
        }
      }
    }
    for (int i = 0; i < HOURS; i++) {
      for (int j = 0; j <= i; j++) {
        double both = covariance[i][j] - hours.size() * mean[i] * mean[j];
        covariance[i][j] = both / (hours.size() - 1);
      }
    }
    double[][][] decompositions = new double[SIZES][][];
    for (int i = 0; i < SIZES; i++) {
      decompositions[i] = decompose(covariance, 1.0 / (1 << i));
    }
    return new WorkingHours(hours.size(), mean, decompositions);
  }

  /**
   * Returns the lower factor of Cholesky.
   *
   * @param least is added to each variance: in hours in which next to nobody works, one who does
   *     must not make noise loud. It makes scores smaller, and never larger
   */
  private static double[][] decompose(double[][] covariance, double least) {
    double[][] lower = new double[HOURS][HOURS];
    for (int i = 0; i < HOURS; i++) {
      for (int j = 0; j <= i; j++) {
        double entry = covariance[i][j] + (i == j ? least : 0);
        for (int k = 0; k < j; k++) {
          entry -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(entry) : entry / lower[j][j];
      }
    }
    return lower;
  }

  /**
   * Returns how unlike a random draw of all accounts those are that work in these hours, in nats:
   * of such draws, e^-s at most reach a score of s.
   *
   * @param hours of each of them, a bit for each hour; of at least one
   */
  double score(List<Integer> hours) {
    double[] off = new double[HOURS];
    for (int each : hours) {
      for (int i = 0; i < HOURS; i++) {
        off[i] += (double) at(each, i) / hours.size();
      }
    }
    for (int i = 0; i < HOURS; i++) {
      off[i] -= mean[i];
    }
    double squared = squared(off, hours.size());
    return squared <= HOURS ? 0 : (squared - HOURS - HOURS * Math.log(squared / HOURS)) / 2;
  }

  /** Returns T²: of the solution, only the length is needed. */
  private double squared(double[] off, int size) {
    int log = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size);
    double[][] lower = decompositions[Math.min(log, SIZES - 1)];
    double[] solution = new double[HOURS];
    double sum = 0;
    for (int i = 0; i < HOURS; i++) {
      double rest = off[i];
      for (int j = 0; j < i; j++) {
        rest -= lower[i][j] * solution[j];
      }
      solution[i] = rest / lower[i][i];
      sum += solution[i] * solution[i];
    }
    return sum / (1.0 / size + 1.0 / accounts);
  }

  private static int at(int hours, int hour) {
    return hours >>> hour & 1;
  }
}
