import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as rxjs from 'rxjs';
import * as rxwire from 'rxwire';
import * as messages from 'rxwire/messages';
import * as node from 'rxwire/node';
import * as redis from 'rxwire/redis';
import * as server from 'rxwire/server';
import * as testing from 'rxwire/testing';
import { useAll } from './scenario.cjs';

await useAll({ rxwire, messages, node, server, redis, testing, rxjs });

// Node hands one copy to import and to require, so that there is one class.
const required = createRequire(import.meta.url)('rxwire');
assert.equal(required.ConnectionError, rxwire.ConnectionError);

// A bundler may put the other copy beside it: two classes that know each other's errors.
const modules = await import(new URL('node_modules/rxwire/dist/esm/index.js', import.meta.url).href);
assert.notEqual(modules.ConnectionError, rxwire.ConnectionError);
const [ours, theirs] = [rxwire, modules].map(
  ({ ConnectionError }) => new ConnectionError('not-open', 'x', {}),
);
assert.ok(ours instanceof modules.ConnectionError);
assert.ok(theirs instanceof rxwire.ConnectionError);
assert.ok(!(new Error('x') instanceof rxwire.ConnectionError));

// The ES modules themselves load and work in Node too.
const all = ['index', 'messages/index', 'node/index', 'server/index', 'testing/index', 'redis/index'].map(
  (path) => import(new URL(`node_modules/rxwire/dist/esm/${path}.js`, import.meta.url).href),
);
const [first, second, third, fourth, fifth, sixth] = await Promise.all(all);
await useAll({
  rxwire: first,
  messages: second,
  node: third,
  server: fourth,
  testing: fifth,
  redis: sixth,
  rxjs,
});

console.log('the same twice, from CommonJS and from ES modules; ConnectionErrors know each other');
