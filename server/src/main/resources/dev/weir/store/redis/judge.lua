-- Writes what is held of cohorts. What an operator said is written over by operators only.
--
-- KEYS[1]        judgements: a hash from name to B 1 if something is held, + 2 if an operator said
--                so, + 4 if it is probed | what is not looked at
-- KEYS[2]        when each was written: sorted set of names by time in ms
-- KEYS[3]        those that are held and no operator said: likewise
-- KEYS[4]        those that are held no more: likewise
-- KEYS[5]        cohorts that are due: sorted set of names by time in ms
-- KEYS[6]        cohorts of which nothing is held: sorted set of names by when they were seen
-- KEYS[6 + i]    sample i: see observe.lua
-- ARGV[1]        I6 now | B whether an operator says so | I6 ms until a sample expires of whose
--                cohort nothing is held | I6 ms until a cohort that is probed is due |
--                I6 ms until another is of which something is held | I4 most names in KEYS[3] and
--                in KEYS[4]
-- ARGV[2i]       the name of cohort i
-- ARGV[2i + 1]   its judgement
--
-- Returns the names of the cohorts of which nothing is held any more, as too much was: their samples
-- are to expire.

-- Each call removes a few at most, so that none takes long.
local MOST_REMOVED = 64

local now, by_operator, expiry, probing, calm, most = struct.unpack('>I6BI6I6I6I4', ARGV[1])

-- Returns the flags of a judgement.
local function flags(judgement)
  local all = judgement and string.byte(judgement) or 0
  return all % 2 == 1, math.floor(all / 2) % 2 == 1, all >= 4
end

for i = 1, #KEYS - 6 do
  local name, judgement = ARGV[2 * i], ARGV[2 * i + 1]
  local _, was_said = flags(redis.call('HGET', KEYS[1], name))
  if by_operator == 1 or not was_said then
    local is_held, is_said, is_probed = flags(judgement)
    redis.call('HSET', KEYS[1], name, judgement)
    redis.call('ZADD', KEYS[2], now, name)
    redis.call('ZREM', KEYS[3], name)
    redis.call('ZREM', KEYS[4], name)
    if not is_said then
      redis.call('ZADD', is_held and KEYS[3] or KEYS[4], now, name)
    end
    if is_held then
      redis.call('ZREM', KEYS[6], name)
      redis.call('PERSIST', KEYS[6 + i])
    elseif redis.call('PEXPIRE', KEYS[6 + i], expiry) == 1 then
      redis.call('ZADD', KEYS[6], now, name)
    end
    if by_operator == 1 then
      redis.call('ZADD', KEYS[5], 'LT', now, name)
    elseif is_held then
      redis.call('ZADD', KEYS[5], 'LT', now + (is_probed and probing or calm), name)
    end
  end
end

local removed = {}
local more = redis.call('ZCARD', KEYS[3]) - most
if more > 0 then
  local popped = redis.call('ZPOPMIN', KEYS[3], math.min(more, MOST_REMOVED))
  for i = 1, #popped, 2 do
    removed[#removed + 1] = popped[i]
    redis.call('HDEL', KEYS[1], popped[i])
    redis.call('ZADD', KEYS[2], now, popped[i])
    redis.call('ZADD', KEYS[4], now, popped[i])
  end
end
local lifted = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now - expiry, 'LIMIT', 0, MOST_REMOVED)
more = redis.call('ZCARD', KEYS[4]) - most
if more > #lifted then
  lifted = redis.call('ZRANGE', KEYS[4], 0, math.min(more, MOST_REMOVED) - 1)
end
for i = 1, #lifted do
  redis.call('HDEL', KEYS[1], lifted[i])
  redis.call('ZREM', KEYS[2], lifted[i])
  redis.call('ZREM', KEYS[4], lifted[i])
end
return removed
