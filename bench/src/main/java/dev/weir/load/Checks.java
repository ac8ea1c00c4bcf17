package dev.weir.load;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.Network;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The checks that are asked: of accounts that are drawn, ten in each organization, by a Zipf
 * distribution or all alike. The same seed gives the same. For one thread.
 */
final class Checks {
  private static final int ORGANIZATION = 10;

  private final int accounts;
  private final double[] cumulative;
  private final SplittableRandom random;
  private final String run;

  /**
   * Prepares to draw.
   *
   * @param accounts how many there are, at least 1
   * @param zipf the exponent, or 0 for all alike: account i is asked for 1 / i^zipf as often as the
   *     first
   * @param seed from which everything is drawn
   * @param run what request ids begin with: a server answers one that it knows without deciding
   */
  Checks(int accounts, double zipf, long seed, String run) {
    this.accounts = accounts;
    this.cumulative = zipf > 0 ? cumulative(accounts, zipf) : new double[0];
    this.random = new SplittableRandom(seed);
    this.run = run;
  }

  /** Returns a check; every number makes another request. */
  CheckRequest next(long number) {
    int account = draw();
    return CheckRequest.newBuilder()
        .setRequestId(run + '-' + number)
        .setPrincipal(
            Principal.newBuilder()
                .setAccountId("account-" + account)
                .setOrganizationId("organization-" + account / ORGANIZATION)
                .setApiKeyId("key-" + account))
        .setNetwork(
            Network.newBuilder()
                .setIp("203.0.113." + account % 256)
                .setAsn(64_500)
                .setCountry("DE")
                .setUserAgent("sdk/1.0")
                .setProxyConfidence(0.1))
        .setOperation(
            Operation.newBuilder()
                .setModel("large")
                .setEndpoint("/v1/messages")
                .setInputTokens(400)
                .setMaxOutputTokens(1_000)
                .setStreaming(true))
        .putSignals("elicitation", 0.1)
        .build();
  }

  /** Returns the number of an account. */
  int draw() {
    if (cumulative.length == 0) {
      return random.nextInt(accounts);
    }
    int at = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[accounts - 1]);
    return Math.min(at < 0 ? -at - 1 : at, accounts - 1);
  }

  private static double[] cumulative(int accounts, double zipf) {
    double[] sums = new double[accounts];
    double sum = 0;
    for (int i = 0; i < accounts; i++) {
      sum += Math.pow(i + 1.0, -zipf);
      sums[i] = sum;
    }
    return sums;
  }
}
