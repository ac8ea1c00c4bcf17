-- Takes cohorts that are due, each unless somebody else has taken it.
--
-- KEYS[1]        cohorts that are due: sorted set of names by time in ms
-- KEYS[2]        cohorts that were taken: sorted set of names by when they are due again
-- KEYS[3]        judgements: see judge.lua
-- KEYS[3 + i]    sample i: see observe.lua
-- ARGV[1]        now, in ms
-- ARGV[2]        when they are due again, in ms, unless they are assessed before
-- ARGV[2 + i]    the name of cohort i
--
-- Returns the sample and the judgement of each: nothing for what is not due or not known.

local found = {}
for i = 1, #KEYS - 3 do
  local name = ARGV[2 + i]
  local sample, judgement = false, false
  local at = redis.call('ZSCORE', KEYS[1], name)
  if at and tonumber(at) <= tonumber(ARGV[1]) then
    redis.call('ZREM', KEYS[1], name)
    sample = redis.call('GET', KEYS[3 + i])
    judgement = redis.call('HGET', KEYS[3], name)
    if sample or judgement then
      redis.call('ZADD', KEYS[2], ARGV[2], name)
    end
  end
  found[2 * i - 1], found[2 * i] = sample, judgement
end
return found
