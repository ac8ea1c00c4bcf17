-- Finds cohorts that are due. Those that were taken and not assessed in time are due again.
--
-- KEYS[1]  cohorts that are due: sorted set of names by time in ms
-- KEYS[2]  cohorts that were taken: sorted set of names by when they are due again
-- ARGV[1]  now, in ms
-- ARGV[2]  how many at most
--
-- Returns the name and the time of each, those that were due first first.

local back = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #back, 2 do
  redis.call('ZADD', KEYS[1], 'LT', back[i + 1], back[i])
  redis.call('ZREM', KEYS[2], back[i])
end
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])
