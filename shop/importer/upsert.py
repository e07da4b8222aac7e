"""Products in one statement with an array for each column: thousands of single values take longer
to write and to parse than the products themselves.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import sql
from psycopg.types.json import Jsonb

from shop.models import Product

UPSERT = sql.SQL("""
INSERT INTO shop_product ({columns}) SELECT {values} FROM unnest({arrays}) AS given ({columns})
ON CONFLICT (sku) DO UPDATE SET {updates}
""")


def upsert(products: Sequence[Product], fields: Collection[str]) -> None:
    """Writes new products, and the fields of those that are there."""
    columns = [
        field
        for field in Product._meta.concrete_fields  # noqa: SLF001
        if not field.primary_key and not _is_left_out(products[0], field)
    ]
    updated = [Product._meta.get_field(name) for name in fields]  # noqa: SLF001
    statement = UPSERT.format(
        columns=_joined(sql.Identifier(str(field.column)) for field in columns),
        values=_joined(map(_value, columns)),
        arrays=_joined(sql.SQL("%s::{}[]").format(sql.SQL(_type(field))) for field in columns),
        updates=_joined(map(_update, updated)),
    )
    arrays = [[_prepared(field, each) for each in products] for field in columns]
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), arrays)


def _is_left_out(product: Product, field: models.Field[Any, Any]) -> bool:
    """Whether the database fills the column."""
    return isinstance(getattr(product, field.attname), DatabaseDefault)


def _joined(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.Composed([*parts]).join(", ")


def _type(field: models.Field[Any, Any]) -> str:
    # The lists of an array of arrays would all have to be of one length.
    if isinstance(field, ArrayField):
        return "jsonb"
    # Without its length, so that a value that is too long is refused and not cut.
    return str(field.db_type(connection)).split("(", maxsplit=1)[0]


def _value(field: models.Field[Any, Any]) -> sql.Composable:
    name = sql.Identifier(str(field.column))
    if isinstance(field, ArrayField):
        return sql.SQL("ARRAY(SELECT jsonb_array_elements_text(given.{}))").format(name)
    return sql.SQL("given.{}").format(name)


def _update(field: Any) -> sql.Composed:
    return sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(str(field.column)))


def _prepared(field: models.Field[Any, Any], product: Product) -> Any:
    value = field.pre_save(product, add=True)
    if isinstance(field, ArrayField):
        return Jsonb(value)
    return field.get_db_prep_save(value, connection)
