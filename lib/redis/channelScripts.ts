import type { RedisScript } from './RedisScript.js';

/**
 * Where a channel stands, for scripts whose first three keys are its position, its history and the order of its keys.
 *
 * The position is a hash: `e` the epoch, `r` the `master_replid` under which it began, `o` the latest offset, `s` and `t` the size and
 * the time to live of the history where a publish has named them. Ask first, then `begin`, then write.
 *
 * An epoch that were kept beside the data alone would come back with the data of yesterday: a snapshot restored, a replica promoted
 * that lagged behind. Its offsets would be issued again, for other publications. The engine draws another `master_replid` in each of
 * these cases. Offsets go on from the highest that any part of the data knows, so that the stream takes them.
 */
const positionLua = `
local function engine(bound)
  if bound ~= '1' then return '' end
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
end

local function text(number)
  return string.format('%.0f', number)
end

local function millis()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function highest()
  local top = 0
  if redis.call('EXISTS', KEYS[2]) == 1 then
    local info = redis.call('XINFO', 'STREAM', KEYS[2])
    for n = 1, #info, 2 do
      if info[n] == 'last-generated-id' then top = tonumber(string.match(info[n + 1], '^%d+')) end
    end
  end
  local latest = redis.call('ZRANGE', KEYS[3], 0, 0, 'REV', 'WITHSCORES')
  if latest[2] then top = math.max(top, tonumber(latest[2])) end
  return top
end

local function position(bound)
  local p = redis.call('HMGET', KEYS[1], 'e', 'r', 'o', 's', 't')
  p.engine = engine(bound)
  p.holds = p[1] and p[2] == p.engine
  return p
end

local function begin(p, epoch)
  if p.holds then return end
  if not p[1] then
    p[3] = text(highest())
    redis.call('HSET', KEYS[1], 'o', p[3])
  end
  p[1] = epoch
  redis.call('HSET', KEYS[1], 'e', epoch, 'r', p.engine)
end

local function keep(ttl)
  if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('PERSIST', KEYS[1])
  else redis.call('PEXPIRE', KEYS[1], ttl) end
end
`;

/** The scripts of a channel's publications. */
export const channelScripts = {
  /** Whether the engine runs scripts that ask INFO, which those of an epoch bound to the engine do. */
  check: {
    name: 'check',
    text: `#!lua flags=no-writes,allow-stale
if ARGV[1] == '1' then return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') end
return 'data'
`,
  },
  /**
   * Takes a publication, once for each id, gives it its place, keeps it and announces it.
   *
   * Keys: position, history, order of keys, latest by key, id. Answers offset, epoch and 1 for a resend; where there would be one key
   * too many, the number of keys below 0.
   */
  publish: {
    name: 'publish',
    text: `#!lua
local body, epoch, bound, size, ttl, own = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local idTtl, positionTtl, announce, channel = ARGV[7], ARGV[8], ARGV[9], ARGV[10]
local op, name, of, limit = ARGV[11], ARGV[12], ARGV[13], ARGV[14]
${positionLua}
if idTtl ~= '0' then
  local taken = redis.call('GET', KEYS[5])
  if taken then
    local offset, run = string.match(taken, '^(%d+):(.*)$')
    return { tonumber(offset), run, 1 }
  end
end
if op == 'set' and limit ~= '' and not redis.call('ZSCORE', KEYS[3], name) then
  local count = redis.call('ZCARD', KEYS[3])
  if count >= tonumber(limit) then return { -1 - count } end
end

local p = position(bound)
begin(p, epoch)
local offset = redis.call('HINCRBY', KEYS[1], 'o', 1)
local at = text(offset)
if own == '1' then redis.call('HSET', KEYS[1], 's', size, 't', ttl)
else
  size = p[4] or size
  ttl = p[5] or ttl
end
redis.call('XADD', KEYS[2], 'MAXLEN', size, at .. '-' .. text(millis()), 'b', body)
redis.call('PEXPIRE', KEYS[2], ttl)
if op == 'set' then
  redis.call('ZADD', KEYS[3], at, name)
  redis.call('HSET', KEYS[4], name, body)
elseif op == 'remove' and (of == '' or tonumber(redis.call('ZSCORE', KEYS[3], name) or -1) == tonumber(of)) then
  redis.call('ZREM', KEYS[3], name)
  redis.call('HDEL', KEYS[4], name)
end
keep(positionTtl)
if idTtl ~= '0' then redis.call('SET', KEYS[5], at .. ':' .. p[1], 'PX', idTtl) end
redis.call(announce, channel, at .. ':' .. p[1] .. ':' .. body)
return { offset, p[1], 0 }
`,
  },
  /**
   * Lets go what is too old, and reads on behind an offset. A channel that has no position gets one, so that whoever is told of it can
   * go on from there.
   *
   * Keys: position, history, order of keys. Answers epoch, top, first, and the entries. Reading must go on where memory is short.
   */
  history: {
    name: 'history',
    text: `#!lua flags=allow-oom
local since, limit, epoch, bound, ttl, positionTtl = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
${positionLua}
local p = position(bound)
begin(p, epoch)
keep(positionTtl)
local top = tonumber(p[3])
local oldest = millis() - tonumber(p[5] or ttl)
local first = top + 1
local isTrimmed = false
local from = '-'
while true do
  local head = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', 1)[1]
  if not head then break end
  local offset, at = string.match(head[1], '^(%d+)-(%d+)$')
  if tonumber(at) > oldest then
    first = tonumber(offset)
    break
  end
  isTrimmed = true
  from = '(' .. head[1]
end
if isTrimmed then redis.call('XTRIM', KEYS[2], 'MINID', text(first)) end
if since < 0 then since = math.max(0, top + since) end
local items = {}
if limit ~= '0' then items = redis.call('XRANGE', KEYS[2], text(since + 1), '+', 'COUNT', limit) end
return { p[1], top, first, items }
`,
  },
  /**
   * Reads the latest publication of each key behind an offset.
   *
   * Keys: position, history, order of keys, latest by key. Answers epoch, top, and offset and body of each.
   */
  latest: {
    name: 'latest',
    text: `#!lua flags=allow-oom
local since, limit, epoch, bound, positionTtl = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
${positionLua}
local p = position(bound)
begin(p, epoch)
keep(positionTtl)
local items = {}
local order = redis.call('ZRANGE', KEYS[3], '(' .. since, '+inf', 'BYSCORE', 'LIMIT', 0, limit, 'WITHSCORES')
for n = 1, #order, 2 do
  local body = redis.call('HGET', KEYS[4], order[n])
  if body then
    items[#items + 1] = order[n + 1]
    items[#items + 1] = body
  end
end
return { p[1], tonumber(p[3]), items }
`,
  },
} as const satisfies Readonly<Record<string, RedisScript>>;
