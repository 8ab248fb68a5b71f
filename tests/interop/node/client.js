// A consumer of Samsyn: two calls that show a child, and errors as a program can branch on them.
'use strict';

const grpc = require('@grpc/grpc-js');
const { OverviewService, decode } = require('./contract');

// The domain of every reason that is ours.
const DOMAIN = 'samsyn';

// A collected overview may hold 64 MiB. Without keepalive a call hangs for a minute when the network goes away.
const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': 64 * 1024 * 1024,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
};

// A connection, for any number of actors.
function connect(address, credentials) {
  return new OverviewService(address, credentials, CHANNEL_OPTIONS);
}

// One actor on one connection. The deadline holds for the whole answer, a stream's included; the aggregator plans by it.
class Client {
  constructor(connection, token, deadlineSeconds = 10) {
    this.connection = connection;
    this.token = token;
    this.deadlineSeconds = deadlineSeconds;
  }

  // A whole overview.
  async collected(query) {
    const call = new Promise((resolve, reject) => {
      const done = (error, response) => (error ? reject(error) : resolve(response));
      this.connection.GetOverview({ query }, this.#metadata(), this.#options(), done);
    });
    const response = await call.catch(refuse);
    return response.overview;
  }

  // The overview as it forms: started, each source as it arrives, completed.
  async *events(query) {
    const stream = this.connection.StreamOverview({ query }, this.#metadata(), this.#options());
    try {
      for await (const { event } of stream) yield event ?? {};
    } catch (error) {
      refuse(error);
    }
  }

  #metadata() {
    const metadata = new grpc.Metadata();
    metadata.set('authorization', `Bearer ${this.token}`);
    return metadata;
  }

  #options() {
    return { deadline: Date.now() + this.deadlineSeconds * 1000 };
  }
}

// A call that gave nothing. Branch on `reason`; it is null when the transport failed, not the aggregator.
class Refusal extends Error {
  constructor(error) {
    const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
    const details = bytes ? decode('google.rpc.Status', bytes).details ?? [] : [];
    const find = (type) => details.find((detail) => detail['@type'] === `type.googleapis.com/google.rpc.${type}`);
    const info = find('ErrorInfo');
    const code = grpc.status[error.code];
    const reason = info?.domain === DOMAIN ? info.reason : null;
    super(`${code} ${reason ?? error.details}`);
    this.code = code;
    this.reason = reason;
    this.violations = find('BadRequest')?.field_violations ?? [];
  }
}

function refuse(error) {
  throw error.code === undefined ? error : new Refusal(error);
}

module.exports = { Client, Refusal, connect };
