-- Records risk scores of one account: of each source the newest. Drops expired ones of other
-- sources. The key lives for a day longer than its last score.
--
-- KEYS[1]        hash of the account's scores: source -> I6 observed at | I6 expires at | score
-- ARGV[2i - 1]   the source of score i
-- ARGV[2i]       the value of score i
--
-- Returns how many were recorded.

local DAY = 86400000

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local recorded = 0
local fresh = {}
for i = 1, #ARGV, 2 do
  local held = redis.call('HGET', KEYS[1], ARGV[i])
  if not held or struct.unpack('>I6', held) <= struct.unpack('>I6', ARGV[i + 1]) then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
    recorded = recorded + 1
    fresh[ARGV[i]] = true
  end
end
if recorded > 0 then
  local all = redis.call('HGETALL', KEYS[1])
  local last = now
  for i = 1, #all, 2 do
    local _, expires = struct.unpack('>I6I6', all[i + 1])
    if expires <= now and not fresh[all[i]] then
      redis.call('HDEL', KEYS[1], all[i])
    end
    last = math.max(last, expires)
  end
  redis.call('PEXPIRE', KEYS[1], last - now + DAY)
end
return recorded
