"""One product for programs; and the write API, with which the shop's own systems keep the catalogue
fresh.
"""

from collections.abc import Callable
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Status
from pydantic import Field

from shop import catalogue_writes
from shop.api import refuse_others
from shop.api_keys import KeyAuth
from shop.errors import (
    ChangedMeanwhile,
    KeyEnded,
    KeyMissing,
    KeyRevoked,
    KeyUnknown,
    OtherRequest,
    OutOfScope,
    ProductGone,
    TooManyRequests,
)
from shop.idempotency import answered_once
from shop.importer.given_rows import Mode
from shop.importer.lock import lock_catalogue
from shop.importer.prices import write_prices
from shop.importer.writes import Writing, Written, write_rows
from shop.models import Product, Scope
from shop.product_schema import (
    BATCH,
    CHANGE,
    MOST_PRICES,
    MOST_ROWS,
    PRICES,
    SHIRT,
    TEXTS,
    body,
)
from shop.request_bodies import read_object, read_prices, read_rows
from shop.results import product_result
from shop.stored_products import etag, is_named, stored_product
from shop.wire import (
    ProductResult,
    StoredProduct,
    WriteRemark,
    WrittenPrices,
    WrittenRow,
    WrittenRows,
)
from site_config.errors import Invalid, NotHere, WrongOrigin, refuses

router = Router(tags=["catalogue"])
WRITING = ["writing"]

KEYS = (KeyMissing, KeyUnknown, KeyEnded, KeyRevoked, TooManyRequests)
# One template for all methods: the router would else refuse those of the other one.
ADDRESS = "/products/{path:product_id}"
Sku = Path[
    Annotated[
        str, Field(min_length=1, max_length=100, pattern=r"\S", description="The product's SKU.")
    ]
]


def header(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": 255}
    return {
        "in": "header",
        "name": name,
        "required": False,
        "schema": schema,
        "description": description,
    }


ONCE = header(
    "Idempotency-Key",
    "Made by you: a request that is sent again with it within a day is not carried out again, and "
    "has the same answer.",
)
IF_MATCH = header(
    "If-Match", "The ETag that you have read: 412 if the product has changed since. `*`: any."
)
IF_NONE_MATCH = header("If-None-Match", "`*`: create alone, 412 if the product is there.")


@router.post(
    "/products/batch",
    response=WrittenRows,
    auth=KeyAuth(Scope.PRODUCTS),
    tags=WRITING,
    summary="Write many products",
    openapi_extra=refuses(
        *KEYS, OutOfScope, OtherRequest, parameters=[ONCE], **body("ProductBatch", BATCH)
    ),
)
def write_products(request: HttpRequest, response: HttpResponse) -> Status[Any]:
    """Up to 1,000 rows, each answered. A row with a new SKU creates a product and needs `name` and
    `price`; any other changes the fields that it names. One bad row leaves the others alone.
    """
    refuse_others(request)
    rows = read_rows(request, "products", MOST_ROWS)

    def write() -> tuple[int, WrittenRows, Writing, str]:
        writing = write_rows(rows)
        return 200, _counted(writing), writing, ""

    return _carried_out(request, response, write)


@router.patch(
    "/prices",
    response=WrittenPrices,
    auth=KeyAuth(Scope.PRICES, Scope.PRODUCTS),
    tags=WRITING,
    summary="Change prices and stock alone",
    openapi_extra=refuses(
        *KEYS, OutOfScope, OtherRequest, parameters=[ONCE], **body("PriceBatch", PRICES, **TEXTS)
    ),
)
def change_prices(request: HttpRequest, response: HttpResponse) -> Status[Any]:
    """Up to 50,000 rows, as JSON, JSON Lines or a table in CSV, each with the SKU of a product or
    of a variant. A row changes what it names; a null, or a blank cell, clears the price before or
    says that stock is not counted.
    """
    refuse_others(request)
    rows = read_prices(request, MOST_PRICES)

    def write() -> tuple[int, WrittenPrices, Writing, str]:
        report = write_prices(rows)
        named = [written_row(row) for row in report.rows]
        counts = {
            name: getattr(report, name)
            for name in ("read", "changed", "unchanged", "refused", "remarks")
        }
        return 200, WrittenPrices(rows=named, **counts), Writing(), ""

    return _carried_out(request, response, write)


@router.get(
    "/products/by-sku/{path:sku}",
    response=StoredProduct,
    auth=KeyAuth(),
    tags=WRITING,
    summary="One product as it is stored, by its SKU",
    openapi_extra=refuses(Invalid, ProductGone, WrongOrigin, *KEYS),
)
def read_stored_product(request: HttpRequest, response: HttpResponse, sku: Sku) -> StoredProduct:
    """Also a hidden one. The answer's ETag is what If-Match takes, and its fields are those that
    PUT takes.
    """
    refuse_others(request)
    found = stored_product(sku.strip())
    if found is None:
        raise _unknown(sku)
    response["ETag"] = etag(found)
    response["Cache-Control"] = "private, no-store"
    return found


@router.get(
    ADDRESS,
    response=ProductResult,
    openapi_extra=refuses(Invalid, NotHere),
    summary="One product",
)
def get_product(
    request: HttpRequest, product_id: Path[Annotated[int, Field(ge=1, lt=2**63)]]
) -> ProductResult:
    refuse_others(request)
    products = Product.objects.for_display().prefetch_related("variants")
    return product_result(get_object_or_404(products, pk=product_id, active=True))


@router.put(
    ADDRESS,
    response={200: WrittenRow, 201: WrittenRow},
    auth=KeyAuth(Scope.PRODUCTS),
    tags=WRITING,
    summary="Write a product whole",
    openapi_extra=refuses(
        *KEYS,
        OutOfScope,
        OtherRequest,
        ChangedMeanwhile,
        parameters=[ONCE, IF_MATCH, IF_NONE_MATCH],
        **body("ProductBody", SHIRT),
    ),
)
def put_product(request: HttpRequest, response: HttpResponse, product_id: Sku) -> Status[Any]:
    """Creates the product with this SKU, or replaces it: what is left out is empty afterwards. A
    hidden product is shown again. An odd optional value costs itself alone, and is remarked on.
    """
    return _write_one(request, response, product_id, Mode.WHOLE)


@router.patch(
    ADDRESS,
    response=WrittenRow,
    auth=KeyAuth(Scope.PRODUCTS),
    tags=WRITING,
    summary="Change some fields of a product",
    openapi_extra=refuses(
        *KEYS,
        OutOfScope,
        OtherRequest,
        ProductGone,
        ChangedMeanwhile,
        parameters=[ONCE, IF_MATCH],
        **body("ProductChange", CHANGE),
    ),
)
def patch_product(request: HttpRequest, response: HttpResponse, product_id: Sku) -> Status[Any]:
    """Changes the fields that are named; null clears one. Attributes are merged by name, variants
    by SKU.
    """
    return _write_one(request, response, product_id, Mode.CHANGE)


@router.delete(
    ADDRESS,
    response=WrittenRow,
    auth=KeyAuth(Scope.PRODUCTS),
    tags=WRITING,
    summary="Hide a product",
    openapi_extra=refuses(
        Invalid,
        *KEYS,
        OutOfScope,
        OtherRequest,
        ProductGone,
        ChangedMeanwhile,
        parameters=[ONCE, IF_MATCH],
    ),
)
def hide_product(request: HttpRequest, response: HttpResponse, product_id: Sku) -> Status[Any]:
    """Visitors do not see it any more. Nothing is deleted: a later PUT shows it again."""
    refuse_others(request)
    sku = product_id.strip()

    def write() -> tuple[int, WrittenRow, Writing, str]:
        _check_version(request, sku)
        written = catalogue_writes.hide(sku)
        if written is None:
            raise _unknown(sku)
        return 200, written_row(written), Writing(), _version(sku)

    return _carried_out(request, response, write)


def _write_one(
    request: HttpRequest, response: HttpResponse, product_id: str, mode: Mode
) -> Status[Any]:
    refuse_others(request)
    sku, given = product_id.strip(), read_object(request)
    if str(given.get("sku", sku)).strip() != sku:
        raise Invalid("sku: is another one than the address names; a SKU cannot be changed.")

    def write() -> tuple[int, WrittenRow, Writing, str]:
        is_there = _check_version(request, sku)
        if mode is Mode.CHANGE and not is_there:
            raise _unknown(sku)
        writing = write_rows([{**given, "sku": sku}], mode)
        written = writing.rows[0]
        if written.status == "refused":
            raise Invalid(f"{written.reason}.")
        status = 201 if written.status == "created" else 200
        return status, written_row(written), writing, _version(sku)

    return _carried_out(request, response, write)


type Write = Callable[[], tuple[int, Any, Writing, str]]


def _carried_out(request: HttpRequest, response: HttpResponse, write: Write) -> Status[Any]:
    """Returns the answer of a write, which is one transaction, or the one that was given before."""
    with transaction.atomic():
        answer, writing = answered_once(request, write)
    if writing is not None:
        catalogue_writes.finish(writing)
    else:
        response["Idempotent-Replayed"] = "true"
    if answer.etag:
        response["ETag"] = answer.etag
    return Status(answer.status, answer.result)


def _check_version(request: HttpRequest, sku: str) -> bool:
    """Whether the product is there. Raises ChangedMeanwhile where it is not as the headers say."""
    lock_catalogue()
    found = stored_product(sku)
    wanted, unwanted = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if wanted is not None and (found is None or not is_named(etag(found), wanted)):
        raise ChangedMeanwhile
    if unwanted is not None and found is not None and is_named(etag(found), unwanted):
        raise ChangedMeanwhile("The product is there already, as If-None-Match excludes.")
    return found is not None


def _version(sku: str) -> str:
    found = stored_product(sku)
    return etag(found) if found else ""


def _unknown(sku: str) -> ProductGone:
    return ProductGone("No product of this shop has this SKU.")


def written_row(written: Written) -> WrittenRow:
    product = written.product
    return WrittenRow(
        line=written.line,
        sku=written.sku,
        status=written.status,
        reason=written.reason,
        remarks=[
            WriteRemark(column=each.column, value=each.value, action=each.action)
            for each in written.remarks
        ],
        id=product.pk if product else None,
        url=product.get_absolute_url() if product else "",
    )


def _counted(writing: Writing) -> WrittenRows:
    statuses = [row.status for row in writing.rows]
    return WrittenRows(
        rows=[written_row(row) for row in writing.rows],
        created=statuses.count("created"),
        changed=statuses.count("changed"),
        unchanged=statuses.count("unchanged"),
        refused=statuses.count("refused"),
    )
