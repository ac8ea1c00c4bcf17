-- Replaces a value if it is still what was read: the atomic end of a change that was worked out
-- outside.
--
-- KEYS[1]  what is replaced
-- KEYS[2]  what is set with it, if anything
-- ARGV[1]  what KEYS[1] must hold; empty if it must not exist
-- ARGV[2]  what it then holds
-- ARGV[3]  for how long, in ms; 0 for good
-- ARGV[4]  what KEYS[2] then holds
-- ARGV[5]  for how long, in ms; 0 for good
--
-- Returns 1 if it replaced the value, otherwise 0.

local function set(key, value, ttl)
  if tonumber(ttl) > 0 then
    redis.call('SET', key, value, 'PX', ttl)
  else
    redis.call('SET', key, value)
  end
end

if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end
set(KEYS[1], ARGV[2], ARGV[3])
if KEYS[2] then
  set(KEYS[2], ARGV[4], ARGV[5])
end
return 1
