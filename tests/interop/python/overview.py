"""Shows a child: `python overview.py STATE ACTOR STORY`, where STATE is a sandbox's folder. Prints one line of JSON.

Without ACTOR and STORY it reads questions from standard input, one JSON a line: `actor`, `query` (an OverviewQuery in the protobuf
JSON mapping) and, if they differ from the usual, `token` and `deadline_s`; each is answered with one line."""

import base64
import json
import sys

from google.protobuf import json_format

from client import Client, Refusal
from fold import Broken, fold
from samsyn.overview.v1.overview_pb2 import OverviewQuery
from sandbox import Sandbox


def main(folder, actor=None, story=None):
    sandbox = Sandbox(folder)
    channels = {}
    for question in questions(sandbox, actor, story):
        acting = sandbox.actor(question["actor"])
        consumer = acting["consumer"]
        if consumer not in channels:
            channels[consumer] = sandbox.channel(consumer)
        client = Client(
            channels[consumer],
            question.get("token", acting["token"]),
            question.get("deadline_s", 10),
        )
        query = json_format.ParseDict(question["query"], OverviewQuery())
        answers = {
            "collected": attempt(lambda: shown(client.collected(query))),
            "streamed": attempt(lambda: streamed(client.events(query))),
        }
        print(json.dumps(answers, ensure_ascii=False, sort_keys=True), flush=True)


def questions(sandbox, actor, story):
    if actor is None:
        yield from (json.loads(line) for line in sys.stdin)
        return
    child = sandbox.child(story)
    about = {"system": child["system"], "value": child["id"]}
    yield {"actor": actor, "query": {"child": about}}


def streamed(events):
    came = list(events)
    overview = fold(came)
    return {"events": [event_name(event) for event in came], **shown(overview)}


def event_name(event):
    kind = event.WhichOneof("event")
    if kind in ("source", "superseded"):
        return f"{kind} {getattr(event, kind).source.producer_id}"
    return kind


def shown(overview):
    """The overview in the protobuf JSON mapping, and every record's bytes: written anew, they are what came."""
    records = (record for source in overview.sources for record in source.records)
    return {
        "overview": json_format.MessageToDict(overview, preserving_proto_field_name=True),
        "records": [base64.b64encode(record.SerializeToString()).decode() for record in records],
    }


def attempt(call):
    try:
        return call()
    except Refusal as refusal:
        error = {"code": refusal.code, "reason": refusal.reason, "violations": refusal.violations}
        return {"error": error}
    except Broken as broken:
        return {"broken": str(broken)}


if __name__ == "__main__":
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
