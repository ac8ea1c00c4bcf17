package dev.weir.cohort;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.PaymentInstrument;
import dev.weir.account.Signup;
import dev.weir.account.Status;
import dev.weir.account.Verification;
import java.util.List;
import java.util.Map;

/**
 * An account of no organization that is seen, as tests need it.
 *
 * @param traits what it may share with others: values by the trait's name
 * @param conversation goes on with it; 0 if with none
 */
public record Visit(
    String id,
    Level level,
    long createdAt,
    long at,
    String model,
    Map<String, String> traits,
    long conversation)
    implements Encounter {

  /** Returns that an account is seen with one trait, asking for an unknown model. */
  public static Visit with(
      String trait, String value, String id, Level level, long createdAt, long at) {
    return new Visit(id, level, createdAt, at, "", Map.of(trait, value), 0);
  }

  @Override
  public Account account() {
    return new Account(
        id,
        "",
        Status.ACTIVE,
        "",
        "",
        Verification.NONE,
        PaymentInstrument.NONE,
        Signup.UNKNOWN,
        createdAt,
        List.of());
  }

  @Override
  public String network() {
    return traits.getOrDefault("network", "");
  }

  @Override
  public boolean proxied() {
    return false;
  }

  @Override
  public void fingerprint(FingerprintHash to) {
    to.add(level.name());
    traits.forEach(
        (trait, value) -> {
          to.add(trait);
          to.add(value);
        });
  }

  @Override
  public void shared(Visitor visitor) {
    traits.forEach(visitor::text);
  }

  @Override
  public void owned(Visitor visitor) {
    if (conversation != 0) {
      visitor.hash("conversation", conversation);
    }
  }
}
