-- Says whose values are: whoever was seen with them first.
--
-- A claim is I8 value | I8 account | I4 organization.
--
-- KEYS[i]       the bucket of claim i: one string of I6 when it was made | claim, ascending by time
-- ARGV[1]       I6 now | I6 ms until a claim is forgotten | I2 most claims in a bucket
-- ARGV[i + 1]   claim i
--
-- Returns the claim that holds, for each.

local SIZE = 26
local sub = string.sub
local now, expiry, most = struct.unpack('>I6I6I2', ARGV[1])

local owners = {}
for i = 1, #KEYS do
  local claim = ARGV[i + 1]
  local value = sub(claim, 1, 8)
  local bucket = redis.call('GET', KEYS[i]) or ''
  local from = 1
  while from < #bucket and struct.unpack('>I6', bucket, from) + expiry <= now do
    from = from + SIZE
  end
  for at = from, #bucket, SIZE do
    if sub(bucket, at + 6, at + 13) == value then
      owners[i] = sub(bucket, at + 6, at + SIZE - 1)
      break
    end
  end
  if not owners[i] then
    from = math.max(from, #bucket + 1 - (most - 1) * SIZE)
    redis.call('SET', KEYS[i], sub(bucket, from) .. struct.pack('>I6', now) .. claim, 'PX', expiry)
    owners[i] = claim
  end
end
return owners
