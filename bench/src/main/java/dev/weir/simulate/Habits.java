package dev.weir.simulate;

import java.util.List;

/**
 * How an account behaves.
 *
 * @param from when it begins
 * @param until when it ends
 * @param perDay how many requests a day, where there is no quota
 * @param quota how many requests in all; 0 if that is left to chance
 * @param turns how many requests a session has on average
 * @param gapSeconds how long it is from one request of a session to the next, on average
 * @param devices the ids of its devices; none where front ends see none
 * @param cover the share of its sessions that look like other people's
 * @param reasoning the share of the turns that the model answers with a block of reasoning
 */
record Habits(
    Rhythm rhythm,
    long from,
    long until,
    double perDay,
    int quota,
    double turns,
    double gapSeconds,
    Access access,
    List<Client> clients,
    List<String> devices,
    Prompts prompts,
    double cover,
    Prompts coverPrompts,
    Models models,
    Caller.Size size,
    double reasoning,
    Relay relay) {}
