"""The events of a streamed overview, put together to the overview that GetOverview answers. Four rules: it begins with `started`,
parts of a source are joined until one without `continues`, `superseded` drops what came, and without `completed` it is not whole."""

from samsyn.overview.v1 import overview_pb2 as messages


class Broken(Exception):
    """The events do not make a whole overview: show nothing of it as complete."""


def fold(events):
    """The overview that the events make."""
    overview = messages.Overview()
    rows = {}
    for event in events:
        kind = event.WhichOneof("event")
        if overview.HasField("completed"):
            raise Broken("an event after `completed`")
        if (kind == "started") == overview.HasField("started"):
            raise Broken("`started` is the first event, once")
        if kind == "started":
            overview.started.CopyFrom(event.started)
        elif kind == "source":
            _row(rows, event.source.source).take(event.source)
        elif kind == "superseded":
            _row(rows, event.superseded.source).replace(event.superseded)
        elif kind == "completed":
            overview.completed.CopyFrom(event.completed)
        else:
            raise Broken("an event that this program does not know")
    if not overview.HasField("completed"):
        raise Broken("the stream ended before `completed`")
    for key in sorted(rows):
        overview.sources.extend(rows[key].closed())
    return overview


def _row(rows, source):
    # By producer id; under protected identity the sector's code stands there.
    return rows.setdefault((source.producer_id, source.sector), _Row())


class _Row:
    """What came of one source."""

    def __init__(self):
        self._open = []
        self._closed = []
        self._is_superseded = False

    def take(self, result):
        # What was under way when the permission was lost is dropped as well.
        if self._is_superseded:
            return
        self._open.append(result)
        if result.continues:
            return
        records = [record for part in self._open for record in part.records]
        self._close(result, records)

    def replace(self, superseded):
        self._open, self._closed, self._is_superseded = [], [], True
        if superseded.HasField("replacement"):
            row = superseded.replacement
            row.source.CopyFrom(superseded.source)
            self._close(row, list(row.records))

    def closed(self):
        if self._open:
            raise Broken("a source broke off before its last message")
        return self._closed

    def _close(self, last, records):
        # The other fields stand in the last message.
        row = messages.SourceResult()
        row.CopyFrom(last)
        row.ClearField("continues")
        row.ClearField("records")
        row.records.extend(records)
        self._open = []
        self._closed.append(row)
