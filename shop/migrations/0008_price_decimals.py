"""Prices of four decimals. The columns lose their scale, which changes no row and rebuilds no index."""

from django.db import migrations

import shop.models.fields

# PostgreSQL changes no type of a column that a trigger names.
WITHOUT = "DROP TRIGGER aisle_entry ON shop_product"
WITH = """
CREATE TRIGGER aisle_entry
    AFTER INSERT OR UPDATE OF name, brand, model, sku, gtin, category_id, facts, description, attributes, active, price, stock,
        rating, popularity
    ON shop_product FOR EACH ROW EXECUTE FUNCTION aisle_entry()
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0007_colours_first")]
    operations = [
        migrations.RunSQL(WITHOUT, WITH),
        migrations.AlterField("product", "price", shop.models.fields.PriceField(verbose_name="price")),
        migrations.AlterField(
            "product",
            "compare_at_price",
            shop.models.fields.PriceField(blank=True, null=True, verbose_name="compare-at price"),
        ),
        migrations.AlterField("entry", "price", shop.models.fields.PriceField()),
        migrations.RunSQL(WITH, WITHOUT),
    ]
