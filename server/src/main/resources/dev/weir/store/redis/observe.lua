-- Adds sightings to samples of cohorts: the same as dev.weir.cohort's Sample.with and Member.merge.
--
-- A sample is one string, all numbers big-endian:
--   B whether all members are in it | I8 bound: the least id that is not, if they are not |
--   I4 when its first member was seen, in s; of the population's, when it was thinned last |
--   its members, ascending by id
-- A member, also as it is seen. Most of what is kept of an account are these, so they are small:
-- most times are counted in whole days or hours before the one in which it was last seen.
--   I8 id | I3 organization |
--   B level, + 8 if prepaid, + 16 if proxied, + 32 for each day before, of its hours |
--   I2 its age when last seen in h, + 1; 0 if unknown | I4 last seen, in s |
--   I3 hours before: 4096 * first seen + when it began to use the newest model |
--   I3 requests | I3 hours | I2 newest model | I2 model before
--
-- KEYS[1]        cohorts that are due: sorted set of names by time in ms
-- KEYS[2]        cohorts of which nothing is held: see room.lua
-- KEYS[3]        judgements: see judge.lua
-- KEYS[3 + i]    sample i
-- ARGV[1]        I6 now | I2 most members of a sample | I6 ms until a sample expires |
--                I6 ms until a cohort without news is due |
--                I6 the most room that those in KEYS[2] may take, in bytes |
--                I6 ms until a sample of the population is thinned again | I6 ms after which
--                those are let go then who were not seen since
-- ARGV[2i]       the name of cohort i; empty if it is a part of the population's sample
-- ARGV[2i + 1]   the members that were seen in it, as they were
--
-- Returns the cohorts that have to make room, each by its name and its score in KEYS[2]: see
-- forget.lua.

local MEMBER = '>I4I4I3BI2I4I3I3I3I2I2'
local MOST_REQUESTS, MOST_DAYS, MOST_HOURS = 16777215, 7, 4095
local HOUR, DAY = 3600, 86400
-- Where a member says when it was seen last, from 1, and the most that 32 bits hold.
local LAST_SEEN, MOST = 15, 4294967295

local floor, max, min = math.floor, math.max, math.min
local pack, unpack, sub, byte = struct.pack, struct.unpack, string.sub, string.byte

local now, most, expiry, calm, most_room, thinned, active = unpack('>I6I2I6I6I6I6I6', ARGV[1])
local more = 0

-- ModelUse.then
local function models(newest, before, since, newest2, before2, since2)
  if newest2 == 0 or newest2 == before then
    return newest, before, since
  end
  if newest == 0 then
    return newest2, before2, since2
  end
  if newest2 == newest then
    if before ~= 0 or before2 == 0 then
      return newest, before, min(since, since2)
    end
    return newest2, before2, since2
  end
  return newest2, newest, since2
end

-- What a member has, with hours and days since the epoch.
local function read(member)
  local high, low, org, flags, age, last, ago, requests, hours, newest, before = unpack(MEMBER, member)
  local hour = floor(last / HOUR)
  return high, low, org, flags % 32, age, last, hour - floor(ago / 4096), hour - ago % 4096,
    requests, floor(last / DAY) - floor(flags / 32), hours, newest, before
end

local function write(
  high, low, org, flags, age, last, first, since, requests, day, hours, newest, before)
  local hour = floor(last / HOUR)
  local ago = 4096 * min(MOST_HOURS, hour - first) + min(MOST_HOURS, hour - since)
  local days = min(MOST_DAYS, floor(last / DAY) - day)
  return pack(MEMBER, high, low, org, flags + 32 * days, age, last, ago,
    min(MOST_REQUESTS, requests), days < MOST_DAYS and hours or 0, newest, before)
end

-- Member.merge: returns the member, and whether the sighting is news.
local function merge(held, seen)
  local high, low, org, flags, age, last, first, since, requests, day, hours, newest, before =
    read(held)
  local _, _, org2, flags2, age2, last2, first2, since2, requests2, day2, hours2, newest2, before2 =
    read(seen)
  local is_later = last2 >= last
  local proxied = max(floor(flags / 16), floor(flags2 / 16))
  local is_news = is_later and flags % 16 ~= flags2 % 16
  if is_later then
    org, flags, age = org2, flags2, age2
    newest, before, since = models(newest, before, since, newest2, before2, since2)
  else
    newest, before, since = models(newest2, before2, since2, newest, before, since)
  end
  if day2 == day then
    hours = bit.bor(hours, hours2)
  elseif day2 > day then
    hours = hours2
  end
  return write(high, low, org, flags % 16 + 16 * proxied, age, max(last, last2), min(first, first2),
    since, requests + requests2, max(day, day2), hours, newest, before), is_news
end

-- Returns the offset of the first member of a sample whose id is not less, and whether it is equal.
local function find(sample, high, low)
  local from, to = 0, (#sample - HEAD) / SIZE
  while from < to do
    local middle = floor((from + to) / 2)
    local high2, low2 = unpack('>I4I4', sample, HEAD + middle * SIZE + 1)
    if high2 < high or (high2 == high and low2 < low) then
      from = middle + 1
    elseif high2 == high and low2 == low then
      return HEAD + middle * SIZE, true
    else
      to = middle
    end
  end
  return HEAD + from * SIZE, false
end

-- Sample.with: returns the sample, whether it admits the member, and whether that is news. If asked
-- to, it leaves out a known member's change, and returns its offset and what it then is instead:
-- large samples are not to be copied for it.
local function with(sample, seen, leaves_out)
  local high, low = unpack('>I4I4', seen)
  local complete, bound_high, bound_low = unpack('>BI4I4', sample)
  if complete == 0 and (high > bound_high or (high == bound_high and low >= bound_low)) then
    return sample, false, false
  end
  local at, is_known = find(sample, high, low)
  if is_known then
    local merged, is_news = merge(sub(sample, at + 1, at + SIZE), seen)
    if leaves_out then
      return sample, true, is_news, at, merged
    end
    return sub(sample, 1, at) .. merged .. sub(sample, at + SIZE + 1), true, is_news
  end
  local grown = sub(sample, 1, at) .. seen .. sub(sample, at + 1)
  local full = HEAD + most * SIZE
  if #grown > full then
    grown = '\0' .. sub(grown, full + 1, full + 8) .. sub(grown, 10, full)
  end
  return grown, true, true
end

-- GrowingSample.forget: returns the sample without those who were not seen for long, and whether it
-- was time to look. Where somebody was let go, any id has a place until it is full again.
local function thin(sample)
  local complete, _, _, at = unpack('>BI4I4I4', sample)
  if (floor(now / 1000) - at) * 1000 < thinned then
    return sample, false
  end
  local head = sub(sample, 1, 9) .. pack('>I4', floor(now / 1000))
  local kept = {}
  if complete == 0 then
    local least = floor((now - active) / 1000)
    for place = HEAD, #sample - SIZE, SIZE do
      if unpack('>I4', sample, place + LAST_SEEN) >= least then
        kept[#kept + 1] = sub(sample, place + 1, place + SIZE)
      end
    end
    if #kept * SIZE < #sample - HEAD then
      head = pack('>BI4I4I4', 0, MOST, MOST, floor(now / 1000))
    end
    return head .. table.concat(kept), true
  end
  return head .. sub(sample, HEAD + 1), true
end

for i = 1, #KEYS - 3 do
  local key, name, sightings = KEYS[3 + i], ARGV[2 * i], ARGV[2 * i + 1]
  local sample = redis.call('GET', key) or pack('>BI4I4I4', 1, 0, 0, floor(now / 1000))
  local admitted, news, place, member = false, false, nil, nil
  if name == '' then
    sample, admitted = thin(sample)
  end
  local leaves_out = #sightings == SIZE and not admitted
  for at = 1, #sightings, SIZE do
    local admits, is_news
    sample, admits, is_news, place, member =
      with(sample, sub(sightings, at, at + SIZE - 1), leaves_out)
    admitted, news = admitted or admits, news or is_news
  end
  if admitted then
    local judgement = name ~= '' and redis.call('HGET', KEYS[3], name)
    local is_held = judgement and byte(judgement) % 2 == 1
    if place then
      redis.call('SETRANGE', key, place, member)
    else
      redis.call('SET', key, sample)
    end
    if not is_held then
      redis.call('PEXPIRE', key, expiry)
    end
    if name ~= '' then
      if not is_held then
        more = more + put(KEYS[2], name, #sample, now)
      end
      if #sample >= HEAD + 2 * SIZE then
        if news and not is_held then
          redis.call('ZADD', KEYS[1], 'LT', now, name)
        else
          redis.call('ZADD', KEYS[1], 'NX', now + calm, name)
        end
      end
    end
  end
end

-- The first is the empty name. The samples of the others have expired.
local old =
  redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', MEMBERS * (now - expiry), 'LIMIT', 1, MOST_REMOVED)
for i = 1, #old do
  more = more + remove(KEYS[2], old[i])
  redis.call('ZREM', KEYS[1], old[i])
end
take_room(KEYS[2], more)
return excess(KEYS[2], most_room)
