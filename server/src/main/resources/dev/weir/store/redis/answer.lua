-- Adds to what is known of how accounts answered: the same as dev.weir.cohort's Answer.merge.
--
-- KEYS[1]        answers: a hash from account to I6 asked at, + 2^47 if anew | I6 passed at |
--                I6 changed at | I1 what was asked for | cause
-- KEYS[2]        when each was written: sorted set of accounts by time in ms
-- ARGV[1]        I6 now | I6 ms until an answer is forgotten | I4 most answers
-- ARGV[2i]       account i: I8 id
-- ARGV[2i + 1]   how it answered
--
-- Returns nothing.

-- Each call removes a few at most, so that none takes long.
local MOST_REMOVED = 64
local HEAD = 18
local ANEW = 2 ^ 47

local max, min = math.max, math.min
local now, expiry, most = struct.unpack('>I6I6I4', ARGV[1])

-- Returns when it was asked, and before when nothing counts that was asked.
local function asked_at(value)
  local asked = struct.unpack('>I6', value)
  return asked % ANEW, asked >= ANEW and asked % ANEW or 0
end

local function merge(one, other)
  local asked, lapsed = asked_at(one)
  local asked2, lapsed2 = asked_at(other)
  local _, passed, changed = struct.unpack('>I6I6I6', one)
  local _, passed2, changed2 = struct.unpack('>I6I6I6', other)
  local last_passed, last_lapsed = max(passed, passed2), max(lapsed, lapsed2)
  local is_open = asked > last_passed and asked >= last_lapsed
  local is_open2 = asked2 > last_passed and asked2 >= last_lapsed
  local open, from = 0, one
  if is_open and is_open2 then
    open = min(asked, asked2)
    from = changed2 >= changed and other or one
  elseif is_open then
    open = asked
  elseif is_open2 then
    open, from = asked2, other
  elseif passed2 >= passed then
    from = other
  end
  if open > 0 and open == last_lapsed then
    open = open + ANEW
  end
  return struct.pack('>I6I6I6', open, last_passed, max(changed, changed2))
    .. string.sub(from, HEAD + 1)
end

for i = 2, #ARGV, 2 do
  local held = redis.call('HGET', KEYS[1], ARGV[i])
  redis.call('HSET', KEYS[1], ARGV[i], held and merge(held, ARGV[i + 1]) or ARGV[i + 1])
  redis.call('ZADD', KEYS[2], now, ARGV[i])
end

local old = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - expiry, 'LIMIT', 0, MOST_REMOVED)
local more = redis.call('ZCARD', KEYS[2]) - most
if more > #old then
  old = redis.call('ZRANGE', KEYS[2], 0, min(more, MOST_REMOVED) - 1)
end
for i = 1, #old do
  redis.call('HDEL', KEYS[1], old[i])
  redis.call('ZREM', KEYS[2], old[i])
end
redis.call('PEXPIRE', KEYS[1], expiry)
redis.call('PEXPIRE', KEYS[2], expiry)
return false
