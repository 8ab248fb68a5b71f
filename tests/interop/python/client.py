"""A consumer of Samsyn: two calls that show a child, and errors as a program can branch on them."""

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from samsyn.overview.v1 import overview_service_pb2 as messages
from samsyn.overview.v1.overview_service_pb2_grpc import OverviewServiceStub

# The domain of every reason that is ours.
DOMAIN = "samsyn"


class Client:
    """One actor on one connection. The deadline holds for the whole answer, a stream's included; the aggregator plans by it."""

    def __init__(self, channel, token, deadline_s=10):
        self._overviews = OverviewServiceStub(channel)
        self._call = {
            "metadata": [("authorization", f"Bearer {token}")],
            "timeout": deadline_s,
        }

    def collected(self, query):
        """A whole overview."""
        request = messages.GetOverviewRequest(query=query)
        try:
            return self._overviews.GetOverview(request, **self._call).overview
        except grpc.RpcError as error:
            raise Refusal(error) from error

    def events(self, query):
        """The overview as it forms: started, each source as it arrives, completed."""
        request = messages.StreamOverviewRequest(query=query)
        try:
            for response in self._overviews.StreamOverview(request, **self._call):
                yield response.event
        except grpc.RpcError as error:
            raise Refusal(error) from error


class Refusal(Exception):
    """A call that gave nothing. Branch on `reason`; it is None when the transport failed, not the aggregator."""

    def __init__(self, error):
        self.code = error.code().name
        self.reason = None
        self.violations = []
        status = rpc_status.from_call(error)
        for detail in status.details if status else []:
            self._take(detail)
        super().__init__(f"{self.code} {self.reason or error.details()}")

    def _take(self, detail):
        info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        if detail.Unpack(info) and info.domain == DOMAIN:
            self.reason = info.reason
        elif detail.Unpack(bad):
            self.violations = [
                {"field": wrong.field, "description": wrong.description}
                for wrong in bad.field_violations
            ]
