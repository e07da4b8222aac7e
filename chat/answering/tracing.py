"""OpenTelemetry spans of turns, model requests and tools. Does nothing unless TRACE_ENDPOINT is
set.
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
    """Returns the provider of an endpoint, one per process. The exporter reads headers and timeouts
    from the standard OTEL_EXPORTER_OTLP_* variables.
    """
    # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    provider = TracerProvider(resource=Resource({"service.name": "aisle"}).merge(Resource.create()))
    provider.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces"))
    )
    return provider


def capabilities() -> list[AbstractCapability[Any]]:
    """Returns the capabilities that add spans of requests and tools to a run of the agent."""
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
    """Opens the span of one answer."""
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


def record_outcome(span: Span, fields: Mapping[str, Any]) -> None:
    """Adds the outcome of the turn to its span as attributes; empty values are left out."""
    if not span.is_recording():
        return
    for name, value in fields.items():
        if value not in (None, ""):
            span.set_attribute(f"aisle.{name}", value if isinstance(value, int) else str(value))
    if fields.get("error"):
        span.set_status(Status(StatusCode.ERROR, str(fields["error"])))
