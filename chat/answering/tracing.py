"""OpenTelemetry: spans of turns, model requests and tools, where an endpoint for them is
configured; else nothing at all.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import INVALID_SPAN, Span, Status, StatusCode
from pydantic_ai.capabilities import AbstractCapability, Instrumentation
from pydantic_ai.models.instrumented import InstrumentationSettings


@cache
def tracer_provider(endpoint: str) -> TracerProvider:
    """One an endpoint and process. The exporter reads headers and timeouts from the standard
    OTEL_EXPORTER_OTLP_* variables.
    """
    # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    provider = TracerProvider(resource=Resource({"service.name": "aisle"}).merge(Resource.create()))
    provider.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces"))
    )
    return provider


def capabilities() -> list[AbstractCapability[Any]]:
    """What a run of the agent is given, so that its requests and tools have spans."""
    if not settings.TRACE_ENDPOINT:
        return []
    provider = tracer_provider(settings.TRACE_ENDPOINT)
    return [
        Instrumentation(
            settings=InstrumentationSettings(
                tracer_provider=provider, include_content=settings.CHAT_TRACE_CONTENT
            )
        )
    ]


@contextmanager
def turn(message: Any) -> Iterator[Span]:
    """The span around one answer."""
    if not settings.TRACE_ENDPOINT:
        yield INVALID_SPAN
        return
    tracer = tracer_provider(settings.TRACE_ENDPOINT).get_tracer("aisle.chat")
    named = {
        "gen_ai.conversation.id": str(message.conversation_id),
        "aisle.message.id": str(message.pk),
    }
    with tracer.start_as_current_span("turn", attributes=named, record_exception=False) as span:
        yield span


def told(span: Span, fields: Mapping[str, Any]) -> None:
    """How the turn ended."""
    if not span.is_recording():
        return
    for name, value in fields.items():
        if value not in (None, ""):
            span.set_attribute(f"aisle.{name}", value if isinstance(value, int) else str(value))
    if fields.get("error"):
        span.set_status(Status(StatusCode.ERROR, str(fields["error"])))
