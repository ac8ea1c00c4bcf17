-- Cohorts of which nothing is held, and the room that they take.
--
-- A sorted set has their names, each by 512 times when it was seen in ms, plus how many members are
-- in its sample: whoever takes a name away knows what room that gives. The empty name comes before
-- all others: its score is the room that all of them take, so that neither is ever lost alone.

local HEAD, SIZE = 13, 31
local MEMBERS = 512
-- Each call removes a few at most, so that none takes long.
local MOST_REMOVED = 64

-- Returns the bytes that a cohort takes at most: its sample, its key and its entries in indexes,
-- as Redis allocates them. RedisCohortBoundsTest holds it against what Redis says.
local function room(name, members)
  return 300 + 4 * #name + 40 * members
end

-- Adds so many bytes to the room that all take.
local function take_room(seen, bytes)
  if bytes ~= 0 then
    local taken = tonumber(redis.call('ZSCORE', seen, '') or 0)
    redis.call('ZADD', seen, math.max(0, taken + bytes), '')
  end
end

-- Says that a cohort was seen, whose sample is so long. Returns how much more room it takes.
local function put(seen, name, length, now)
  local members = (length - HEAD) / SIZE
  local before = redis.call('ZSCORE', seen, name)
  redis.call('ZADD', seen, MEMBERS * now + members, name)
  return room(name, members) - (before and room(name, before % MEMBERS) or 0)
end

-- Takes a cohort away. Returns how much more room it takes: a number below 0.
local function remove(seen, name)
  local before = redis.call('ZSCORE', seen, name)
  if not before then
    return 0
  end
  redis.call('ZREM', seen, name)
  return -room(name, before % MEMBERS)
end

-- Returns who has to make room so that all others have enough, those not seen for longest first:
-- the name and the score of each, a few at most.
local function excess(seen, most)
  local more = tonumber(redis.call('ZSCORE', seen, '') or 0) - most
  local found = {}
  if more > 0 then
    local oldest = redis.call('ZRANGE', seen, 1, MOST_REMOVED, 'WITHSCORES')
    for i = 1, #oldest, 2 do
      if more > 0 then
        found[i], found[i + 1] = oldest[i], oldest[i + 1]
        more = more - room(oldest[i], oldest[i + 1] % MEMBERS)
      end
    end
  end
  return found
end

