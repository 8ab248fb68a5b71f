// Shows a child: `node overview.js STATE ACTOR STORY`, where STATE is a sandbox's folder. Prints one line of JSON.
//
// Without ACTOR and STORY it reads questions from standard input, one JSON a line: `actor`, `query` (an OverviewQuery in the protobuf
// JSON mapping) and, if they differ from the usual, `token` and `deadline_s`; each is answered with one line.
'use strict';

const readline = require('node:readline');
const { Client, Refusal, connect } = require('./client');
const { duration, timestamp } = require('./contract');
const { Broken, fold } = require('./fold');
const { Sandbox } = require('./sandbox');

async function main(folder, actor, story) {
  const sandbox = new Sandbox(folder);
  const connections = new Map();
  for await (const question of questions(sandbox, actor, story)) {
    const { token, consumer } = sandbox.actor(question.actor);
    if (!connections.has(consumer)) {
      connections.set(consumer, connect(sandbox.address, sandbox.credentials(consumer)));
    }
    const client = new Client(connections.get(consumer), question.token ?? token, question.deadline_s);
    const query = toSend(question.query);
    const collected = await attempt(async () => shown(await client.collected(query)));
    const streamed = await attempt(() => foldedStream(client.events(query)));
    console.log(JSON.stringify({ collected, streamed }));
  }
}

async function* questions(sandbox, actor, story) {
  if (actor === undefined) {
    for await (const line of readline.createInterface({ input: process.stdin })) yield JSON.parse(line);
    return;
  }
  const { system, id } = sandbox.child(story);
  yield { actor, query: { child: { system, value: id } } };
}

// The query with its times as protobuf.js takes them.
function toSend({ period, max_age, ...query }) {
  if (period) query.period = mapped(period, timestamp);
  if (max_age) query.max_age = duration(max_age);
  return query;
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

async function foldedStream(events) {
  const came = [];
  for await (const event of events) came.push(event);
  const overview = fold(came);
  return { events: came.map(nameOf), ...shown(overview) };
}

function nameOf(event) {
  const [kind] = Object.keys(event);
  const source = event[kind].source?.producer_id;
  return source === undefined ? kind : `${kind} ${source}`;
}

// The overview as it came, and every record's bytes.
function shown(overview) {
  const records = (overview.sources ?? []).flatMap((source) => source.records ?? []);
  return { overview, records: records.map((record) => record.raw.toString('base64')) };
}

async function attempt(call) {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Refusal) {
      const { code, reason, violations } = error;
      return { error: { code, reason, violations } };
    }
    if (error instanceof Broken) return { broken: error.message };
    throw error;
  }
}

if (![3, 5].includes(process.argv.length)) {
  console.error('usage: node overview.js STATE [ACTOR STORY]');
  process.exit(2);
}
main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
