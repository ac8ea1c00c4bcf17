package dev.weir.policy;

/** A value and where it stands in the policy file. */
record Located<T>(T value, Place place) {}
