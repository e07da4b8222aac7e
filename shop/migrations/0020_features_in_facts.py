"""What products have, said by a text such as "yes", is said by its name in their facts."""

from itertools import batched
from typing import Any

from django.db import migrations

from shop.models import facts, path_parts

# Only what an attribute answers with yes or no.
ANSWERED = r"""
SELECT id FROM shop_product
WHERE attributes::text ~* ': "\s*(yes|true|ja|wahr|oui|vrai|sí|si|sim|sì|tak|ano|да|no|false|nein|falsch|non|não|nie|ne|нет)\s*["\,;:(]'
ORDER BY id
"""  # noqa: E501
BATCH = 500


def refresh(apps: Any, schema_editor: Any) -> None:
    product_model = apps.get_model("shop", "Product")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ANSWERED)
        ids = [row[0] for row in cursor.fetchall()]
    for some in batched(ids, BATCH, strict=False):
        products = list(product_model.objects.select_related("category").filter(pk__in=some))
        for product in products:
            places = path_parts(product.category.path if product.category else "")
            product.facts = facts(places, product.attributes)
        product_model.objects.bulk_update(products, ["facts"])


class Migration(migrations.Migration):
    dependencies = [("shop", "0019_webhooks")]
    operations = [migrations.RunPython(refresh, migrations.RunPython.noop)]
