-- Writes what is held of cohorts. What an operator said is written over by operators only, or by who
-- repeats it: who is chosen and what was found may be otherwise then. What an operator took back is
-- not repeated: whoever does read it before.
--
-- KEYS[1]        judgements: a hash from name to B 1 if something is held, + 2 if an operator said
--                so, + 4 if it asks its members one by one, + 8 if it is proven | I2 how many are
--                chosen | I8 each | JSON
-- KEYS[2]        when each was written: sorted set of names by time in ms
-- KEYS[3]        those that are held and no operator said: see held.lua
-- KEYS[4]        those that are held no more: sorted set of names by time in ms
-- KEYS[5]        cohorts that are due: sorted set of names by time in ms
-- KEYS[6]        cohorts of which nothing is held: see room.lua
-- KEYS[6 + i]    sample i: see observe.lua
-- ARGV[1]        I6 now | B whether an operator says so | I6 ms until a sample expires of whose
--                cohort nothing is held | I6 ms until a cohort that asks them is due |
--                I6 ms until another is of which something is held | I4 most names in KEYS[3] and
--                in KEYS[4]
-- ARGV[2i]       the name of cohort i
-- ARGV[2i + 1]   its judgement
--
-- Returns the cohorts of which nothing is to be held any more, as too much is, each by its name and
-- its score in KEYS[3]: see lift.lua.

local now, by_operator, expiry, asking, calm, most = struct.unpack('>I6BI6I6I6I4', ARGV[1])

-- Returns the flags of a judgement.
local function flags(judgement)
  local all = judgement and string.byte(judgement) or 0
  return all % 2 == 1, math.floor(all / 2) % 2 == 1, math.floor(all / 4) % 2 == 1, all >= 8
end

local function fields(judgement)
  return cjson.decode(string.sub(judgement, 4 + 8 * struct.unpack('>I2', judgement, 2)))
end

-- Returns whether a judgement says what an operator said: Judgement.repeats.
local function repeats(judgement, said)
  local one, other = fields(judgement), fields(said)
  return one.state == other.state and one.since == other.since and one.set_by == other.set_by
end

local room_more = 0
for i = 1, #KEYS - 6 do
  local name, judgement = ARGV[2 * i], ARGV[2 * i + 1]
  local before = redis.call('HGET', KEYS[1], name)
  local _, was_said = flags(before)
  local is_held, is_said, is_asking, is_proven = flags(judgement)
  local is_repeated = is_said and was_said and repeats(judgement, before)
  if by_operator == 1 or is_repeated or not (is_said or was_said) then
    redis.call('HSET', KEYS[1], name, judgement)
    redis.call('ZADD', KEYS[2], now, name)
    redis.call('ZREM', KEYS[3], name)
    redis.call('ZREM', KEYS[4], name)
    if not is_said and is_held then
      redis.call('ZADD', KEYS[3], turn(is_proven, now), name)
    elseif not is_said then
      redis.call('ZADD', KEYS[4], now, name)
    end
    if is_held then
      room_more = room_more + remove(KEYS[6], name)
      redis.call('PERSIST', KEYS[6 + i])
    elseif redis.call('PEXPIRE', KEYS[6 + i], expiry) == 1 then
      room_more = room_more + put(KEYS[6], name, #redis.call('GET', KEYS[6 + i]), now)
    end
    if by_operator == 1 then
      redis.call('ZADD', KEYS[5], 'LT', now, name)
    elseif is_held then
      redis.call('ZADD', KEYS[5], 'LT', now + (is_asking and asking or calm), name)
    end
  end
end

take_room(KEYS[6], room_more)
forget_lifted(KEYS[1], KEYS[2], KEYS[4], now - expiry, most)
return too_many(KEYS[3], most)
