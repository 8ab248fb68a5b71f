// The contract as it stands in proto/, loaded when the program starts: no generated code.
'use strict';

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');

const PROTO = process.env.SAMSYN_PROTO ?? path.join(__dirname, '..', '..', '..', 'proto');

// Times come as text, to the nanosecond: `2026-11-21T08:31:55.398468008Z`. A Date would cut them.
protobuf.wrappers['.google.protobuf.Timestamp'] = {
  toObject({ seconds, nanos }) {
    const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
    return `${whole}${fraction(nanos)}Z`;
  },
  fromObject: asItIs,
};

// Spans come as seconds in text: `1.500s`.
protobuf.wrappers['.google.protobuf.Duration'] = {
  toObject({ seconds, nanos }) {
    const sign = seconds < 0 || nanos < 0 ? '-' : '';
    return `${sign}${String(seconds).replace('-', '')}${fraction(Math.abs(nanos))}s`;
  },
  fromObject: asItIs,
};

// protobuf.js takes no text where a message is asked for: a time to send is an object, which this makes of the same text.
function timestamp(text) {
  const [whole, digits = ''] = text.slice(0, -1).split('.');
  return { seconds: Date.parse(`${whole}Z`) / 1000, nanos: Number(digits.padEnd(9, '0')) };
}

function duration(text) {
  const [whole, digits = ''] = text.slice(0, -1).split('.');
  const nanos = Number(digits.padEnd(9, '0'));
  return { seconds: Number(whole), nanos: text.startsWith('-') ? -nanos : nanos };
}

function asItIs(object) {
  return this.fromObject(object);
}

// Nothing, or three, six or nine digits: what the protobuf JSON mapping writes.
function fraction(nanos) {
  if (nanos === 0) return '';
  return `.${String(nanos).padStart(9, '0').replace(/(000){1,2}$/, '')}`;
}

// Absent fields stay absent, names are those of the contract, and numbers of 64 bits are text: no digit is lost.
const definition = loader.loadSync(
  ['samsyn/overview/v1/overview_service.proto', 'google_rpc.proto', 'raw_records.proto'],
  {
    includeDirs: [PROTO, __dirname],
    keepCase: true,
    longs: String,
    enums: String,
    json: true,
  },
);

// Overviews whose records have their bytes beside them, as `record.raw`: it is no field, so it is neither printed nor compared.
function keepingBytes(method, view) {
  const responseDeserialize = (bytes) => {
    const response = method.responseDeserialize(bytes);
    const raw = sourcesOf(decode(view, bytes));
    sourcesOf(response).forEach((source, s) => {
      source.records?.forEach((record, r) => Object.defineProperty(record, 'raw', { value: raw[s].records[r] }));
    });
    return response;
  };
  return { ...method, responseDeserialize };
}

function sourcesOf({ overview, event }) {
  const sources = overview?.sources ?? [event?.source, event?.superseded?.replacement];
  return sources.filter(Boolean);
}

function decode(type, bytes) {
  return definition[type].deserialize(bytes);
}

const service = definition['samsyn.overview.v1.OverviewService'];
const OverviewService = grpc.makeGenericClientConstructor({
  ...service,
  GetOverview: keepingBytes(service.GetOverview, 'samsyn.raw.Collected'),
  StreamOverview: keepingBytes(service.StreamOverview, 'samsyn.raw.Streamed'),
});

module.exports = { OverviewService, decode, duration, timestamp };
