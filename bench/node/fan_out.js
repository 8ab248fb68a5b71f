// A bare fan-out with grpc-js: asks every source, passes on each as it comes, counts. No rules, no log.
// node fan_out.js SCENE.json: the scene names certificates, sources, the query, and where the packages are.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const crypto = require('node:crypto');
const { createRequire } = require('node:module');

const scene = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const packages = createRequire(path.join(scene.packages, 'node_modules', 'any.js'));
const grpc = packages('@grpc/grpc-js');
const loader = packages('@grpc/proto-loader');

const definition = loader.loadSync(
  ['samsyn/overview/v1/overview_service.proto', 'samsyn/producer/v1/producer.proto'],
  { includeDirs: [scene.proto], keepCase: true, longs: Number, oneofs: false },
);
const { samsyn } = grpc.loadPackageDefinition(definition);

const pem = (name) => fs.readFileSync(path.join(scene.dir, name));
const [ca, key, certificate] = [pem('ca.pem'), pem('server.key'), pem('server.pem')];

const FRESH = 1;
const credentials = grpc.credentials.createSsl(ca, key, certificate);
const sources = scene.sources.map(({ address, ...shownAs }) => ({
  shownAs,
  client: new samsyn.producer.v1.ProducerService(address, credentials),
}));

function ask(source, query, onRow, onError) {
  const row = { source: source.shownAs, status: FRESH, complete: false, record_count: 0, records: [] };
  const answer = source.client.queryRecords(query);
  answer.on('data', ({ batch, completed }) => {
    if (batch) row.records.push(...batch.records);
    if (completed) row.complete = completed.complete;
  });
  answer.on('error', onError);
  answer.on('end', () => {
    row.record_count = row.records.length;
    onRow(row);
  });
}

function streamOverview(call) {
  const id = crypto.randomUUID();
  call.write({ event: { started: { overview_id: id, asked: sources.map((source) => source.shownAs) } } });
  const query = { ...scene.query, query_id: id, child: call.request.query.child };
  const counts = { fresh: 0, records: 0 };
  const fail = (error) => call.destroy(error);
  const onRow = (row) => {
    counts.fresh += 1;
    counts.records += row.record_count;
    call.write({ event: { source: row } });
    if (counts.fresh < sources.length) return;
    call.write({ event: { completed: { complete: true, counts } } });
    call.end();
  };
  for (const source of sources) ask(source, query, onRow, fail);
}

const server = new grpc.Server();
server.addService(samsyn.overview.v1.OverviewService.service, { streamOverview });
const serverCredentials = grpc.ServerCredentials.createSsl(ca, [{ private_key: key, cert_chain: certificate }], true);
server.bindAsync('127.0.0.1:0', serverCredentials, (error, port) => {
  if (error) throw error;
  console.log(`listening 127.0.0.1:${port}`);
});
