-- Forgets cohorts of which nothing is held, to make room, each unless it was seen meanwhile.
--
-- KEYS[1]        cohorts that are due: sorted set of names by time in ms
-- KEYS[2]        cohorts of which nothing is held: see room.lua
-- KEYS[2 + i]    sample i: see observe.lua
-- ARGV[1]        the most room that those in KEYS[2] may take, in bytes
-- ARGV[2i]       the name of cohort i
-- ARGV[2i + 1]   its score in KEYS[2] when it was to make room
--
-- Returns who has to make room next, as observe.lua does.

local more = 0
for i = 1, #KEYS - 2 do
  local name = ARGV[2 * i]
  if redis.call('ZSCORE', KEYS[2], name) == ARGV[2 * i + 1] then
    more = more + remove(KEYS[2], name)
    redis.call('ZREM', KEYS[1], name)
    redis.call('DEL', KEYS[2 + i])
  end
end
take_room(KEYS[2], more)
return excess(KEYS[2], tonumber(ARGV[1]))
