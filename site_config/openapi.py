"""The description of the HTTP API. Every operation lists each status that it returns, and every
refusal has the one error body.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.types import DictStrAny

from shop.wire import ErrorBody
from site_config.errors import (
    AisleError,
    BadRequest,
    BodyTooLarge,
    DatabaseAway,
    Invalid,
    WrongOrigin,
)

Refusal = type[AisleError]
Operation = dict[str, Any]

JSON = "application/json"
ERROR_BODY = {JSON: {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
SAFE_METHODS = ("get", "head", "options")


class DescribedAPI(NinjaAPI):
    """An API that describes its refusals. Each operation may answer with those in
    `refuses_anywhere`.
    """

    refuses_anywhere: tuple[Refusal, ...] = (BadRequest, DatabaseAway)
    # Schemas that operations name in `openapi_extra`.
    more_schemas: Mapping[str, Any] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["ErrorBody"] = ErrorBody.model_json_schema(
            mode="serialization"
        )
        schema["components"]["schemas"] |= self.more_schemas
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                own = operation.pop("x-refusals", ())  # as site_config.errors.refuses names them
                refusals = (*self.refuses_anywhere, *own, *_implied(method, operation))
                operation["responses"] |= _responses(refusals)
        return schema


def _implied(method: str, operation: Operation) -> Iterable[Refusal]:
    """Returns the refusals that follow from the operation's method, parameters and body."""
    if method not in SAFE_METHODS:
        yield WrongOrigin
    if "requestBody" in operation:
        yield BodyTooLarge
    if operation["parameters"] or "requestBody" in operation:
        yield Invalid


def _responses(refusals: Iterable[Refusal]) -> dict[int, Any]:
    by_status: dict[int, dict[str, Refusal]] = {}
    for refusal in refusals:
        by_status.setdefault(refusal.status, {})[refusal.code] = refusal
    return {status: _response(list(by_status[status].values())) for status in sorted(by_status)}


def _response(refusals: list[Refusal]) -> dict[str, Any]:
    with override("en"):
        description = "\n\n".join(f"`{refusal.code}`: {refusal.sentence}" for refusal in refusals)
    response: dict[str, Any] = {"description": description, "content": ERROR_BODY}
    if any(refusal.retryable for refusal in refusals):
        response["headers"] = RETRY_AFTER
    return response
