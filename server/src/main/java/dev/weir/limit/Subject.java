package dev.weir.limit;

/**
 * Whose use a limit counts: the values of the dimensions that it is <em>by</em>.
 *
 * @param key unique among all subjects, such as {@code account:a1} or {@code
 *     account:a1|model:large}
 * @param tag places the subject's state: subjects with one tag live together and can be counted in
 *     one atomic step. In [0, {@link HashTag#COUNT}); all of an organization's subjects have one
 *     tag
 */
public record Subject(String key, int tag) {}
