"""A new price rewrites no index of the entries: no index holds the price, and each page of the
table keeps room for the new rows.

The index of vectors alone takes milliseconds a row. Pages that are full already get room as their
rows are written again; `manage.py reindex` writes them all.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("shop.migrations.0012_variants").ENTRY
WRITTEN = "WHERE product_id = NEW.id;\n        IF FOUND THEN"
# The stock of most orders changes nothing that an entry says.
ONLY_CHANGED = """WHERE product_id = NEW.id AND
            (active, price, category_id, rating, available, popularity, varied)
            IS DISTINCT FROM (NEW.active, NEW.price, NEW.category_id, NEW.rating,
                NEW.stock IS NULL OR NEW.stock > 0, NEW.popularity, NEW.price_max IS NOT NULL);
        IF FOUND OR EXISTS (SELECT FROM shop_entry WHERE product_id = NEW.id) THEN"""
ENTRY = BEFORE.replace(WRITTEN, ONLY_CHANGED)


class Migration(migrations.Migration):
    dependencies = [("shop", "0016_api_keys")]
    operations = [
        migrations.RemoveIndex("entry", "entry_price"),
        migrations.RunSQL(
            "ALTER TABLE shop_entry SET (fillfactor = 50)",
            "ALTER TABLE shop_entry RESET (fillfactor)",
        ),
        migrations.RunSQL(ENTRY, BEFORE),
    ]
