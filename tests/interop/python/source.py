"""What a source answers: `samsyn.producer.v1.ProducerService` over records that it holds in memory."""

import logging
import time

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from samsyn.producer.v1 import producer_pb2 as messages
from samsyn.producer.v1.producer_pb2_grpc import ProducerServiceServicer
from window import instant, interval, is_inside

# How many records travel in one message.
BATCH = 50


class Source(ProducerServiceServicer):
    """Answers the aggregator and nobody else. StreamEngagements and ReportDisclosures are left as generated: UNIMPLEMENTED, which the
    contract allows to a source that keeps no list of children and whose answers depend on the actor."""

    def __init__(self, description, records, aggregator_name, zone):
        self._description = description
        self._records = records
        self._aggregator_name = aggregator_name
        self._zone = zone

    async def Describe(self, request, context):
        await self._admit(context)
        return messages.DescribeResponse(description=self._description)

    async def QueryRecords(self, query, context):
        began = time.monotonic_ns()
        await self._admit(context)
        records = self._within(query)
        cap = min(query.max_records or 1000, 1000)
        sent = records[:cap]
        # Here stands the entry in the source's own access log, before anything leaves: who asked stands in `query.context`.
        logging.info("query %s: %d records", query.query_id, len(sent))
        for at in range(0, len(sent), BATCH):
            yield messages.QueryRecordsResponse(batch={"records": sent[at : at + BATCH]})
        completed = messages.QueryCompleted(record_count=len(sent), complete=len(sent) == len(records))
        if not completed.complete:
            completed.incomplete_reason = "capped"
        completed.service_time.FromNanoseconds(time.monotonic_ns() - began)
        yield messages.QueryRecordsResponse(completed=completed)

    def _within(self, query):
        """What may be answered: this child, the types asked for, each inside its window; newest first."""
        child = [(one.system, one.value) for one in [query.child, *query.older_ids]]
        windows = {window.information_type: window for window in query.windows}
        found = []
        for record in self._records:
            header = record.header
            window = windows.get(header.information_type)
            is_childs = (header.subject.system, header.subject.value) in child
            if is_childs and window and is_inside(window, header.period, self._zone):
                found.append(record)
        return sorted(found, key=self._time, reverse=True)

    def _time(self, record):
        period = record.header.period
        if not (period.HasField("start") or period.HasField("end")):
            return (0, 0)
        return interval(period.start if period.HasField("start") else period.end, self._zone).after

    async def _admit(self, context):
        """The certificate has passed TLS; its one URI must be the aggregator's name. gRPC's server cannot be told to speak nothing
        older than TLS 1.3, so that is looked at here."""
        peer = context.auth_context()
        is_aggregator = peer.get("peer_uri") == [self._aggregator_name.encode()]
        if is_aggregator and peer.get("ssl_tls_version") == [b"TLSv1.3"]:
            return
        info = any_pb2.Any()
        info.Pack(error_details_pb2.ErrorInfo(reason="NOT_THE_AGGREGATOR", domain="samsyn"))
        status = status_pb2.Status(code=code_pb2.PERMISSION_DENIED, message="only the aggregator may call", details=[info])
        await context.abort_with_status(rpc_status.to_status(status))


def server_credentials(key, certificate, authority):
    """Mutual TLS: whoever connects shows a certificate of the authority."""
    return grpc.ssl_server_credentials([(key, certificate)], authority, require_client_auth=True)
