-- What judge.lua and lift.lua share.
--
-- Cohorts of which something is held that no operator said are a sorted set of names, each by when it
-- was judged in ms, plus 2^48 if it is proven: in the order in which they make room. What is
-- suspected, or was cleared, leaves before all that is proven; but a part of the room is its own.

local PROVEN = 2 ^ 48
-- One in so many.
local SUSPECTED = 4

-- Returns the score of a cohort that is judged now.
local function turn(is_proven, now)
  return now + (is_proven and PROVEN or 0)
end

-- Returns of which cohorts nothing is to be held any more so that it is of so many at most: the name
-- and the score of each, a few at most, those whose turn it is first.
local function too_many(held, most)
  local more = math.min(redis.call('ZCARD', held) - most, MOST_REMOVED)
  if more <= 0 then
    return {}
  end
  local suspected = redis.call('ZCOUNT', held, '-inf', string.format('(%.0f', PROVEN))
  local spare = suspected - math.floor(most / SUSPECTED)
  if spare > 0 then
    return redis.call('ZRANGE', held, 0, math.min(more, spare) - 1, 'WITHSCORES')
  end
  return redis.call('ZRANGE', held, suspected, suspected + more - 1, 'WITHSCORES')
end

-- Forgets that nothing is held any more of cohorts, where that was long ago or there are too many.
local function forget_lifted(judgements, judged, lifted, long_ago, most)
  local old = redis.call('ZRANGEBYSCORE', lifted, '-inf', long_ago, 'LIMIT', 0, MOST_REMOVED)
  local more = redis.call('ZCARD', lifted) - most
  if more > #old then
    old = redis.call('ZRANGE', lifted, 0, math.min(more, MOST_REMOVED) - 1)
  end
  for i = 1, #old do
    redis.call('HDEL', judgements, old[i])
    redis.call('ZREM', judged, old[i])
    redis.call('ZREM', lifted, old[i])
  end
end

