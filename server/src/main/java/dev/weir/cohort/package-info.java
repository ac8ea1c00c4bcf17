/**
 * What accounts share. A cohort is all accounts seen with one value of one trait; whether it is a
 * campaign is found out in three steps, none of them on the path of a request:
 *
 * <ol>
 *   <li>A {@link dev.weir.cohort.Sample} of its members is kept: a bottom-k sketch (Cohen and
 *       Kaplan, Summarizing data using bottom-k sketches, PODC 2007), which gives the number of
 *       distinct members (Beyer et al., On synopses for distinct-value estimation under multiset
 *       operations, SIGMOD 2007) and the overlap of two cohorts (Broder, On the resemblance and
 *       containment of documents, 1997; the coefficient by which campaigns are linked is that of
 *       Szymkiewicz, 1934, and Simpson, 1943).
 *   <li>The sample is compared with the whole {@link dev.weir.cohort.Population}, by a one-sided
 *       goodness-of-fit test (Berk and Jones, Goodness-of-fit test statistics that dominate the
 *       Kolmogorov statistics, 1979): a trait that everybody has scores nothing however large, and
 *       forty fresh unverified accounts on one card score at once. That its members work evenly, in
 *       hours of their own (the T² of Hotelling, The generalization of Student's ratio, 1931, with
 *       the bound of Chernoff, A measure of asymptotic efficiency for tests of a hypothesis based
 *       on the sum of observations, 1952) or move to a new model together counts up to as much
 *       again.
 *   <li>What looks unlike the population is asked, a few members of it: a sequential test (Wald,
 *       Sequential tests of statistical hypotheses, 1945) on how they answer decides. Innocent
 *       crowds look unlike the population too, and answer.
 * </ol>
 */
@NullMarked
package dev.weir.cohort;

import org.jspecify.annotations.NullMarked;
