package dev.weir.cohort;

/** That an account was seen with a value of a trait. */
public record Sighting(Cohort.Key key, Member member) {}
