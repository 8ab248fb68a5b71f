"""A source in Python, without the SDK: `python producer.py SETTINGS.json`. Serves ProducerService, registers, keeps its lease, and
gives it back when it is asked to end. The settings and what they mean stand in `Settings`; paths are relative to their folder."""

import asyncio
import json
import logging
import signal
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import grpc
from google.protobuf import json_format

from samsyn.producer.v1.producer_pb2 import ANSWER_SCOPE_ACTOR, ProducerDescription, TypeDescription
from samsyn.producer.v1.producer_pb2_grpc import add_ProducerServiceServicer_to_server
from samsyn.record.v1.record_pb2 import Record
from samsyn.registry.v1 import registry_pb2 as messages
from samsyn.registry.v1.registry_pb2_grpc import RegistryServiceStub
from source import Source, server_credentials

# How long running answers may take to end, and how long a call to the registry may take.
GRACE_S = 5
REGISTRY_S = 5

# How long to wait before the registry is tried again.
PAUSE_S = 1


class Settings:
    """`producer_id`, `name`, `sector`, `types`: as the operator has admitted them. `aggregator`: `https://host:port`, and
    `aggregator_name`: the URI in its certificate. `ca`, `cert`, `key`: files in PEM. `time_zone`: whose calendar dates are meant in.
    `records`: a file with a list of samsyn.record.v1.Record in the protobuf JSON mapping."""

    def __init__(self, file):
        self._folder = Path(file).parent
        self._values = json.loads(Path(file).read_bytes())

    def __getitem__(self, name):
        return self._values[name]

    def pem(self):
        """Key, certificate, authority."""
        return [self._read(name) for name in ("key", "cert", "ca")]

    def records(self):
        return [json_format.ParseDict(record, Record()) for record in json.loads(self._read("records"))]

    def description(self):
        return ProducerDescription(
            producer_id=self["producer_id"],
            name=self["name"],
            types=[TypeDescription(information_type=code) for code in self["types"]],
            answer_scope=ANSWER_SCOPE_ACTOR,
            contract_version="v1",
            software="producer.py",
        )

    def _read(self, name):
        return (self._folder / self._values[name]).read_bytes()


async def main(file):
    settings = Settings(file)
    key, certificate, authority = settings.pem()
    description = settings.description()
    zone = ZoneInfo(settings["time_zone"])
    source = Source(description, settings.records(), settings["aggregator_name"], zone)
    server = grpc.aio.server()
    add_ProducerServiceServicer_to_server(source, server)
    port = server.add_secure_port("127.0.0.1:0", server_credentials(key, certificate, authority))
    await server.start()

    ending = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, ending.set)
    credentials = grpc.ssl_channel_credentials(authority, key, certificate)
    address = settings["aggregator"].removeprefix("https://")
    registration = messages.RegisterRequest(
        description=description,
        sector=settings["sector"],
        endpoints=[f"https://127.0.0.1:{port}"],
    )
    async with grpc.aio.secure_channel(address, credentials) as channel:
        await hold_lease(RegistryServiceStub(channel), registration, ending)
    await server.stop(GRACE_S)


async def hold_lease(registry, registration, ending):
    """Registers, renews until it is time to end, and registers again whenever the lease is gone."""
    lease = None
    while not ending.is_set():
        pause = PAUSE_S
        try:
            if lease is None:
                lease = await registry.Register(registration, timeout=REGISTRY_S)
                print("registered", *registration.endpoints, flush=True)
            else:
                await registry.Renew(messages.RenewRequest(lease_id=lease.lease_id), timeout=REGISTRY_S)
            pause = lease.renew_interval.ToTimedelta().total_seconds()
        except grpc.aio.AioRpcError as error:
            logging.warning("the registry answered %s", error.code().name)
            if error.code() == grpc.StatusCode.NOT_FOUND:
                lease = None
        await first(ending.wait(), pause)
    if lease is not None:
        await registry.Leave(messages.LeaveRequest(lease_id=lease.lease_id), timeout=REGISTRY_S)


async def first(event, seconds):
    """Waits for the event, but no longer than so."""
    try:
        await asyncio.wait_for(event, seconds)
    except asyncio.TimeoutError:
        pass


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    asyncio.run(main(sys.argv[1]))
