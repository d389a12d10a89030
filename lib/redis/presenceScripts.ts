import type { RedisScript } from './RedisScript.js';

const settings = `local epoch, bound, announce, channel, positionTtl = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]`;

/**
 * Who is on a channel, for scripts whose keys are the version, who it is by connection, and until when by connection.
 *
 * The version is a hash like a channel's position: `e` the epoch, `r` the engine's `master_replid`, `v` how many changes there were.
 * Each announcement names the epoch, so that a version that has begun anew is not taken for an old one.
 */
const presenceLua = `
local function millis()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local now = millis()
local p = redis.call('HMGET', KEYS[1], 'e', 'r')
local engine = bound == '1' and string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') or ''
if not p[1] or p[2] ~= engine then
  p[1] = epoch
  redis.call('HSET', KEYS[1], 'e', epoch, 'r', engine)
end
epoch = p[1]

local function tell(...)
  redis.call(announce, channel, cjson.encode({ ... }))
end

local function change(kind, connection, body)
  local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
  tell(epoch, kind, version, connection, body)
end

local function remove(connection)
  if redis.call('ZREM', KEYS[3], connection) == 0 then return end
  redis.call('HDEL', KEYS[2], connection)
  change('leave', connection)
end

local function expire()
  for _, connection in ipairs(redis.call('ZRANGE', KEYS[3], '-inf', now, 'BYSCORE')) do remove(connection) end
end

local function keep()
  for n = 1, 3 do redis.call('PEXPIRE', KEYS[n], positionTtl) end
end
`;

/** The scripts of presence; all have these keys. */
export const presenceScripts = {
  /** Arguments: a time to live, then connection and body of each. */
  touch: {
    name: 'touch',
    text: `#!lua
${settings}
${presenceLua}
expire()
local ttl = tonumber(ARGV[6])
local isShorter = false
for n = 7, #ARGV, 2 do
  local connection, body = ARGV[n], ARGV[n + 1]
  local before = redis.call('ZSCORE', KEYS[3], connection)
  if before and tonumber(before) > now + ttl then isShorter = true end
  redis.call('ZADD', KEYS[3], now + ttl, connection)
  if redis.call('HGET', KEYS[2], connection) ~= body then
    redis.call('HSET', KEYS[2], connection, body)
    change('join', connection, body)
  end
end
if isShorter then tell(epoch, 'expiring', ttl) end
keep()
return 1
`,
  },
  /** Argument: a connection. */
  leave: {
    name: 'leave',
    text: `#!lua flags=allow-oom
${settings}
${presenceLua}
remove(ARGV[6])
keep()
return 1
`,
  },
  /** Answers epoch, version, in how many ms the first expires or −1, and connection and body of each. */
  list: {
    name: 'list',
    text: `#!lua flags=allow-oom
${settings}
${presenceLua}
expire()
keep()
local first = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')[2]
local version = tonumber(redis.call('HGET', KEYS[1], 'v') or 0)
return { epoch, version, first and tonumber(first) - now or -1, redis.call('HGETALL', KEYS[2]) }
`,
  },
} as const satisfies Readonly<Record<string, RedisScript>>;
