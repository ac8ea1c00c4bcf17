package dev.weir.decision;

import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import java.util.Map;

/**
 * All that a front end says about one request. Immutable and valid: the constructors throw {@link
 * InvalidFieldException}, so what holds a {@code Facts} need not check again. Maps must not change
 * after they are passed.
 *
 * @param requestId names the request over retries; empty if it is never retried
 * @param signals scores of upstream classifiers, each in [0,1]
 * @param labels anything else that a policy wants to read
 * @param clearance a token from a passed challenge; empty if none
 */
public record Facts(
    String requestId,
    Principal principal,
    Network network,
    Operation operation,
    Prompt prompt,
    Map<String, Double> signals,
    Map<String, String> labels,
    String clearance) {
  /** A clearance is a signed token, which is longer than other strings. */
  private static final int LONGEST_CLEARANCE = 4096;

  public Facts {
    Check.text("request_id", requestId);
    Check.signals("signals", signals);
    Check.labels("labels", labels);
    if (clearance.length() > LONGEST_CLEARANCE) {
      throw new InvalidFieldException("clearance", "a token of at most 4 KiB", clearance);
    }
  }

  /** Who asks. {@code accountId} is never empty; the others are where unknown. */
  public record Principal(
      String accountId, String organizationId, String apiKeyId, String sessionId) {
    public Principal {
      Check.required("principal.account_id", accountId);
      Check.text("principal.organization_id", organizationId);
      Check.text("principal.api_key_id", apiKeyId);
      Check.text("principal.session_id", sessionId);
    }
  }

  /**
   * Where the request comes from. Strings are empty where unknown.
   *
   * @param ip an IPv4 or IPv6 literal; never a name, so it is never looked up
   * @param asn as an unsigned number; 0 if unknown
   * @param proxyConfidence in [0,1]
   */
  public record Network(
      String ip,
      int asn,
      String country,
      String ja4,
      String userAgent,
      double proxyConfidence,
      String deviceId) {
    /** Nothing known. */
    public static final Network UNKNOWN = new Network("", 0, "", "", "", 0, "");

    public Network {
      ip = Check.ip("network.ip", ip);
      Check.text("network.country", country);
      Check.text("network.ja4", ja4);
      Check.text("network.user_agent", userAgent);
      Check.share("network.proxy_confidence", proxyConfidence);
      Check.text("network.device_id", deviceId);
    }

    /** Returns the /24 or /48 that the address is in; empty if it is unknown. */
    public String prefix() {
      return prefix(ip);
    }

    /**
     * Returns the /24 or /48 of an address in {@code InetAddress}'s spelling: IPv6 has all eight
     * groups.
     */
    public static String prefix(String ip) {
      int dot = ip.lastIndexOf('.');
      if (dot >= 0) {
        return ip.substring(0, dot) + ".0/24";
      }
      int end = 0;
      for (int group = 0; group < 3 && end >= 0; group++) {
        end = ip.indexOf(':', group == 0 ? 0 : end + 1);
      }
      return end <= 0 ? "" : ip.substring(0, end) + "::/48";
    }
  }

  /** What is asked for; {@code maxOutputTokens} is 0 where the request states none. */
  public record Operation(
      String model, String endpoint, long inputTokens, long maxOutputTokens, boolean streaming) {
    /** Nothing known. */
    public static final Operation UNKNOWN = new Operation("", "", 0, 0, false);

    public Operation {
      Check.text("operation.model", model);
      Check.text("operation.endpoint", endpoint);
      Check.tokens("operation.input_tokens", inputTokens);
      Check.tokens("operation.max_output_tokens", maxOutputTokens);
    }
  }

  /**
   * Fingerprints of the prompt, which itself never reaches Weir.
   *
   * @param templateBands must not be changed after it is passed
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and a list would box every band.
  public record Prompt(long[] templateBands, long conversationPrefix, long reasoningSignature) {
    /** Nothing known. */
    public static final Prompt UNKNOWN = new Prompt(new long[0], 0, 0);

    public Prompt {
      Check.size("prompt.template_bands", templateBands.length);
    }
  }
}
