-- Lets nothing be held any more of cohorts whose turn it is, where something is of too many, each
-- unless it was judged meanwhile.
--
-- KEYS[1]        judgements: see judge.lua
-- KEYS[2]        when each was written: sorted set of names by time in ms
-- KEYS[3]        those that are held and no operator said: see held.lua
-- KEYS[4]        those that are held no more: sorted set of names by time in ms
-- KEYS[5]        cohorts of which nothing is held: see room.lua
-- KEYS[5 + i]    sample i: see observe.lua
-- ARGV[1]        I6 now | I6 ms until a sample expires of whose cohort nothing is held |
--                I4 most names in KEYS[3]
-- ARGV[2i]       the name of cohort i
-- ARGV[2i + 1]   its score in KEYS[3] when it was to make room
--
-- Returns of which nothing is to be held next, as judge.lua does.

local now, expiry, most = struct.unpack('>I6I6I4', ARGV[1])

local more = 0
for i = 1, #KEYS - 5 do
  local name = ARGV[2 * i]
  if redis.call('ZSCORE', KEYS[3], name) == ARGV[2 * i + 1] then
    redis.call('HDEL', KEYS[1], name)
    redis.call('ZADD', KEYS[2], now, name)
    redis.call('ZREM', KEYS[3], name)
    redis.call('ZADD', KEYS[4], now, name)
    local sample = redis.call('GET', KEYS[5 + i])
    if sample then
      redis.call('PEXPIRE', KEYS[5 + i], expiry)
      more = more + put(KEYS[5], name, #sample, now)
    end
  end
end
take_room(KEYS[5], more)
forget_lifted(KEYS[1], KEYS[2], KEYS[4], now - expiry, most)
return too_many(KEYS[3], most)
