package dev.weir.cohort;

import dev.weir.account.Level;

/** Makes a member that is like another, but for what is said of it. */
public final class MemberBuilder {
  private final Member member;
  private int organization;
  private Level level;
  private long firstSeen;
  private long lastSeen;
  private Activity activity;
  private ModelUse models;

  private MemberBuilder(Member member) {
    this.member = member;
    this.organization = member.organization();
    this.level = member.level();
    this.firstSeen = member.firstSeen();
    this.lastSeen = member.lastSeen();
    this.activity = member.activity();
    this.models = member.models();
  }

  /** Begins with all that is known of a member. */
  public static MemberBuilder like(Member member) {
    return new MemberBuilder(member);
  }

  MemberBuilder organization(int other) {
    organization = other;
    return this;
  }

  public MemberBuilder level(Level other) {
    level = other;
    return this;
  }

  /** Says that it was seen once, at a time in epoch milliseconds. */
  public MemberBuilder seen(long at) {
    firstSeen = at;
    lastSeen = at;
    return this;
  }

  public MemberBuilder activity(Activity other) {
    activity = other;
    return this;
  }

  public MemberBuilder models(ModelUse other) {
    models = other;
    return this;
  }

  public Member build() {
    return new Member(
        member.id(),
        organization,
        level,
        member.createdAt(),
        member.prepaid(),
        member.proxied(),
        firstSeen,
        lastSeen,
        activity,
        models);
  }
}
