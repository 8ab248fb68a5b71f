"""A running sandbox as its `sandbox.json` describes it: where to connect, with which certificate, as whom, about which child."""

import json
from pathlib import Path

import grpc

# A collected overview may hold 64 MiB. Without keepalive a call hangs for a minute when the network goes away.
CHANNEL_OPTIONS = [
    ("grpc.max_receive_message_length", 64 * 1024 * 1024),
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 5_000),
]


class Sandbox:
    """What the file says. The paths in it are relative to its folder."""

    def __init__(self, folder):
        self._folder = Path(folder)
        self._state = json.loads(self._read("sandbox.json"))

    def actor(self, name):
        """Somebody who can act: `token`, `consumer` and who they are."""
        return self._one("actors", "name", name)

    def child(self, story):
        """A told child: `system` and `id` identify it, `actor` may see it."""
        return self._one("children", "story", story)

    def channel(self, consumer_id):
        """A connection as a consumer system. TLS 1.3 is all that the aggregator speaks; its certificate is checked against the
        sandbox's authority and the host name, ours is what tokens are bound to."""
        consumer = self._one("consumers", "id", consumer_id)
        credentials = grpc.ssl_channel_credentials(
            root_certificates=self._read(self._state["ca"]),
            private_key=self._read(consumer["key"]),
            certificate_chain=self._read(consumer["cert"]),
        )
        address = self._state["aggregator"].removeprefix("https://")
        return grpc.secure_channel(address, credentials, options=CHANNEL_OPTIONS)

    def _one(self, entries, field, value):
        found = [entry for entry in self._state[entries] if entry[field] == value]
        if not found:
            known = ", ".join(entry[field] for entry in self._state[entries])
            raise LookupError(f"no {value!r} among {entries}; there are {known}")
        return found[0]

    def _read(self, path):
        return (self._folder / path).read_bytes()
