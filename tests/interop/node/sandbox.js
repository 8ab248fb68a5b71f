// A running sandbox as its `sandbox.json` describes it: where to connect, with which certificate, as whom, about which child.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const tls = require('node:tls');
const grpc = require('@grpc/grpc-js');

// What the file says. The paths in it are relative to its folder.
class Sandbox {
  constructor(folder) {
    this.folder = folder;
    this.state = JSON.parse(this.#read('sandbox.json'));
  }

  // Somebody who can act: `token`, `consumer` and who they are.
  actor(name) {
    return this.#one('actors', 'name', name);
  }

  // A told child: `system` and `id` identify it, `actor` may see it.
  child(story) {
    return this.#one('children', 'story', story);
  }

  // Where the aggregator listens, `host:port`.
  get address() {
    return new URL(this.state.aggregator).host;
  }

  // Credentials of a consumer system. TLS 1.3 is all that the aggregator speaks; its certificate is checked against the sandbox's
  // authority, the host name and the name in it, ours is what tokens are bound to.
  credentials(consumerId) {
    const consumer = this.#one('consumers', 'id', consumerId);
    const [ca, key, cert] = [this.state.ca, consumer.key, consumer.cert].map((file) => this.#read(file));
    const checkServerIdentity = (host, certificate) => {
      const isOurs = certificate.subjectaltname.split(', ').includes(`URI:${this.state.aggregator_name}`);
      return isOurs ? tls.checkServerIdentity(host, certificate) : new Error('not the aggregator');
    };
    return grpc.credentials.createSsl(ca, key, cert, { checkServerIdentity });
  }

  #one(entries, field, value) {
    const found = this.state[entries].find((entry) => entry[field] === value);
    if (found) return found;
    const known = this.state[entries].map((entry) => entry[field]).join(', ');
    throw new Error(`no '${value}' among ${entries}; there are ${known}`);
  }

  #read(file) {
    return fs.readFileSync(path.join(this.folder, file));
  }
}

module.exports = { Sandbox };
