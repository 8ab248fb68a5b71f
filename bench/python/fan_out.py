"""A bare fan-out with grpc.aio: asks every source, passes on each as it comes, counts. No rules, no log.

python fan_out.py SCENE.json: the scene names certificates, sources and the query.
"""

import asyncio
import json
import pathlib
import sys
import uuid

import grpc
from google.protobuf import json_format
from grpc_tools import protoc

SCENE = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
DIR = pathlib.Path(SCENE["dir"])


def compile_contract():
    """The public compiler over the contract as it stands in proto/."""
    proto = pathlib.Path(SCENE["proto"])
    out = DIR / "python"
    out.mkdir(exist_ok=True)
    files = [str(file.relative_to(proto)) for file in sorted(proto.glob("samsyn/**/*.proto"))]
    well_known = pathlib.Path(protoc.__file__).parent / "_proto"
    places = [f"-I{proto}", f"-I{well_known}"]
    made = protoc.main(["protoc", *places, f"--python_out={out}", f"--grpc_python_out={out}", *files])
    if made != 0:
        raise SystemExit("the contract does not compile")
    sys.path.insert(0, str(out))


compile_contract()
from samsyn.overview.v1 import overview_pb2, overview_service_pb2, overview_service_pb2_grpc  # noqa: E402
from samsyn.producer.v1 import producer_pb2, producer_pb2_grpc  # noqa: E402


def pem(name):
    return (DIR / name).read_bytes()


class Source:
    def __init__(self, told, credentials):
        address = told.pop("address")
        self.shown_as = overview_pb2.SourceRef(**told)
        self.stub = producer_pb2_grpc.ProducerServiceStub(grpc.aio.secure_channel(address, credentials))

    async def ask(self, query):
        row = overview_pb2.SourceResult(source=self.shown_as, status=overview_pb2.SOURCE_STATUS_FRESH)
        async for message in self.stub.QueryRecords(query):
            kind = message.WhichOneof("message")
            if kind == "batch":
                row.records.extend(message.batch.records)
            elif kind == "completed":
                row.complete = message.completed.complete
        row.record_count = len(row.records)
        return row


def event(**kind):
    return overview_service_pb2.StreamOverviewResponse(event=overview_pb2.OverviewEvent(**kind))


class FanOut(overview_service_pb2_grpc.OverviewServiceServicer):
    def __init__(self, sources, query):
        self.sources = sources
        self.query = query

    async def StreamOverview(self, request, context):
        overview_id = str(uuid.uuid4())
        asked = [source.shown_as for source in self.sources]
        yield event(started=overview_pb2.OverviewStarted(overview_id=overview_id, asked=asked))
        query = producer_pb2.QueryRecordsRequest()
        query.CopyFrom(self.query)
        query.query_id = overview_id
        query.child.CopyFrom(request.query.child)
        counts = overview_pb2.StatusCounts()
        for answered in asyncio.as_completed([source.ask(query) for source in self.sources]):
            row = await answered
            counts.fresh += 1
            counts.records += row.record_count
            yield event(source=row)
        yield event(completed=overview_pb2.OverviewCompleted(complete=True, counts=counts))


async def main():
    ca, key, certificate = pem("ca.pem"), pem("server.key"), pem("server.pem")
    credentials = grpc.ssl_channel_credentials(ca, key, certificate)
    sources = [Source(told, credentials) for told in SCENE["sources"]]
    query = json_format.ParseDict(SCENE["query"], producer_pb2.QueryRecordsRequest())
    server = grpc.aio.server()
    overview_service_pb2_grpc.add_OverviewServiceServicer_to_server(FanOut(sources, query), server)
    own = grpc.ssl_server_credentials([(key, certificate)], root_certificates=ca, require_client_auth=True)
    port = server.add_secure_port("127.0.0.1:0", own)
    await server.start()
    print(f"listening 127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


asyncio.run(main())
