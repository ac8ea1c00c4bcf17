-- Reads what was written since a time, a page at a time. All that was written at one time is on one
-- page, so that the next page can begin after that time.
--
-- KEYS[1]  when it was written: sorted set of names by time in ms
-- KEYS[2]  what was written: a hash by name
-- ARGV[1]  since when, as ZRANGEBYSCORE has it
-- ARGV[2]  how many on a page, if they are not of one time
--
-- Returns the name, the time and the value of each, by time; nothing as the value if it is gone.

local page = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
local found = {}
local function add(names, from, to)
  for i = from, to, 2 do
    found[#found + 1] = names[i]
    found[#found + 1] = names[i + 1]
    found[#found + 1] = redis.call('HGET', KEYS[2], names[i])
  end
end
if #page < 2 * tonumber(ARGV[2]) then
  add(page, 1, #page)
  return found
end
local last = page[#page]
local whole = #page
while whole > 0 and page[whole] == last do
  whole = whole - 2
end
add(page, 1, whole)
local rest = redis.call('ZRANGEBYSCORE', KEYS[1], last, last, 'WITHSCORES')
add(rest, 1, #rest)
return found
