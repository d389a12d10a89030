const { useAll } = require('./scenario.cjs');

useAll({
  rxwire: require('rxwire'),
  messages: require('rxwire/messages'),
  node: require('rxwire/node'),
  server: require('rxwire/server'),
  redis: require('rxwire/redis'),
  testing: require('rxwire/testing'),
  rxjs: require('rxjs'),
}).then(() =>
  console.log('reconnected, drew, decoded, talked over a socket, published, served events, found no Redis'),
);
