package dev.weir.server;

import java.io.OutputStream;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a server has around it.
 *
 * @param version of this build
 * @param environment the process's variables
 * @param stdout where a decision log on standard output goes
 * @param clock epoch milliseconds of this machine
 * @param ticker monotonic nanoseconds
 * @param secrets random numbers that nobody can guess
 */
record Surroundings(
    String version,
    Map<String, String> environment,
    OutputStream stdout,
    LongSupplier clock,
    LongSupplier ticker,
    RandomGenerator secrets) {}
