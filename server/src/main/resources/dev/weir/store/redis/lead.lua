-- Gives a lease to whoever holds it, and to anybody if nobody does.
--
-- KEYS[1]  the lease: I6 until when, in ms | name of who holds it
-- ARGV[1]  name of who wants it
-- ARGV[2]  for how long, in ms
-- ARGV[3]  now, in ms
--
-- Returns 1 if it is given, otherwise 0.

local held = redis.call('GET', KEYS[1])
local now = tonumber(ARGV[3])
if held and string.sub(held, 7) ~= ARGV[1] and struct.unpack('>I6', held) > now then
  return 0
end
-- It ends by Redis' own time as well, so that a clock that was ahead keeps nobody out for long.
redis.call('SET', KEYS[1], struct.pack('>I6', now + ARGV[2]) .. ARGV[1], 'PX', ARGV[2])
return 1
