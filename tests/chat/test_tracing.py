"""Spans of an answer reach an OpenTelemetry collector, without what was said, and only where one is
configured.
"""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from chat.answering import tracing
from tests.clients import Program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo", "turns_end")]


class Collector:
    def __init__(self, address: str) -> None:
        self.address = address
        self.bodies: list[bytes] = []

    def spans(self) -> dict[str, Span]:
        """Those that were sent so far, by name."""
        tracing.tracer_provider(self.address).force_flush()
        sent = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return {
            span.name: span
            for each in sent
            for resource in each.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        }


@pytest.fixture
def collector() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received = Collector(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield received
    tracing.tracer_provider(received.address).shutdown()
    server.shutdown()
    server.server_close()


def attributes(span: Span) -> dict[str, Any]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


async def test_a_turn_is_a_span_with_the_run_below_it(collector: Collector, settings: Any) -> None:
    settings.TRACE_ENDPOINT = collector.address
    async with Program() as program:
        answer = await program.say("a tent for two")
    spans = collector.spans()
    turn = spans["turn"]
    assert {"turn", "invoke_agent assistant", "execute_tool search_products"} <= spans.keys()
    assert {span.trace_id for span in spans.values()} == {turn.trace_id}
    assert spans["invoke_agent assistant"].parent_span_id == turn.span_id
    recorded = attributes(turn)
    assert (
        recorded["gen_ai.conversation.id"],
        recorded["aisle.outcome"],
        recorded["aisle.model"],
    ) == (
        answer["conversation"],
        "done",
        "offline",
    )


@pytest.mark.parametrize("is_told", [False, True])
async def test_what_was_said_is_in_them_only_on_request(
    collector: Collector, settings: Any, is_told: bool
) -> None:
    settings.TRACE_ENDPOINT, settings.CHAT_TRACE_CONTENT = collector.address, is_told
    async with Program() as program:
        await program.say("a tent for my aunt Philomena")
    assert collector.spans()
    assert any(b"Philomena" in body for body in collector.bodies) == is_told


async def test_without_an_endpoint_there_is_nothing(collector: Collector, settings: Any) -> None:
    async with Program() as program:
        await program.say("a tent for two")
    assert tracing.capabilities() == []
    assert not collector.spans()
