"""A product has options and variants; a code of a variant finds its product."""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import shop.models.fields

# As before, and: the codes of variants are codes of the product, and the entry says whether there
# are variants to hold a search against.
ENTRY = r"""
CREATE OR REPLACE FUNCTION aisle_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name tsvector;
    brand tsvector;
    code tsvector;
    kind tsvector;
    facts tsvector;
    description tsvector;
    labels bigint[];
BEGIN
    IF TG_OP = 'UPDATE' AND coalesce(current_setting('aisle.rebuild', true), '') <> 'on'
            AND (NEW.name, NEW.brand, NEW.model, NEW.sku, NEW.gtin, NEW.category_id, NEW.facts,
                NEW.description, NEW.attributes, NEW.variant_codes)
            IS NOT DISTINCT FROM (OLD.name, OLD.brand, OLD.model, OLD.sku, OLD.gtin,
                OLD.category_id, OLD.facts, OLD.description, OLD.attributes, OLD.variant_codes) THEN
        UPDATE shop_entry SET active = NEW.active, price = NEW.price, category_id =
            NEW.category_id, rating = NEW.rating,
            available = NEW.stock IS NULL OR NEW.stock > 0, popularity = NEW.popularity,
            varied = NEW.price_max IS NOT NULL
        WHERE product_id = NEW.id;
        IF FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    name := to_tsvector('aisle', aisle_text(NEW.name));
    brand := to_tsvector('aisle', aisle_text(NEW.brand));
    code := to_tsvector('aisle', aisle_text(concat_ws(' ', NEW.model, NEW.sku, NEW.gtin)));
    SELECT to_tsvector('aisle', aisle_text(regexp_replace(path, '^.* > ', ''))) INTO kind FROM
        shop_category WHERE id = NEW.category_id;
    kind := coalesce(kind, '');
    facts := to_tsvector('aisle', aisle_text(NEW.facts));
    description := to_tsvector('aisle', aisle_text(left(NEW.description, 20000)));
    labels := ARRAY(SELECT aisle_label(key, value) FROM aisle_labels(NEW.attributes));
    INSERT INTO shop_entry (product_id, active, price, brand, category_id, available, rating,
        popularity, labels, facets, codes, words, impacts, varied)
    VALUES (
        NEW.id, NEW.active, NEW.price, NEW.brand, NEW.category_id, NEW.stock IS NULL OR NEW.stock
            > 0, NEW.rating, NEW.popularity,
        labels, aisle_facets(labels),
        ARRAY(SELECT DISTINCT aisle_code(raw) FROM unnest(ARRAY[NEW.sku, NEW.model, NEW.gtin,
            NEW.name] || NEW.variant_codes) AS raw WHERE aisle_code(raw) <> ''),
        -- "^word" marks a word of the title, as against one that is only said somewhere.
        setweight(name, 'A') || setweight(brand || code, 'B') || setweight(kind || facts, 'C') ||
            setweight(description, 'D')
            || array_to_tsvector(ARRAY(SELECT '^' || lexeme FROM unnest(name || brand || code ||
                kind)))
            || array_to_tsvector(aisle_thing(NEW.name, brand)),
        -- A model's number often stands in the name as well, and counts once.
        aisle_impacts(name, brand, ts_delete(code, tsvector_to_array(name)), kind, facts,
            description),
        NEW.price_max IS NOT NULL
    )
    ON CONFLICT (product_id) DO UPDATE SET active = EXCLUDED.active, price = EXCLUDED.price, brand
        = EXCLUDED.brand,
        category_id = EXCLUDED.category_id, available = EXCLUDED.available, rating =
            EXCLUDED.rating, popularity = EXCLUDED.popularity,
        labels = EXCLUDED.labels, facets = EXCLUDED.facets, codes = EXCLUDED.codes, words =
            EXCLUDED.words, impacts = EXCLUDED.impacts, varied = EXCLUDED.varied;
    RETURN NULL;
END
$$;
"""
FIRED = """
DROP TRIGGER aisle_entry ON shop_product;
CREATE TRIGGER aisle_entry
    AFTER INSERT OR UPDATE OF name, brand, model, sku, gtin, category_id, facts, description,
        attributes, active, price, stock, rating, popularity, variant_codes, price_max
    ON shop_product FOR EACH ROW EXECUTE FUNCTION aisle_entry();
"""

# Backwards: the trigger and its function as before, so that nothing depends on the new columns.
BEFORE = import_module("shop.migrations.0009_units_and_heads").TRIGGER
FIRED_BEFORE = """
DROP TRIGGER aisle_entry ON shop_product;
CREATE TRIGGER aisle_entry
    AFTER INSERT OR UPDATE OF name, brand, model, sku, gtin, category_id, facts, description,
        attributes, active, price, stock, rating, popularity
    ON shop_product FOR EACH ROW EXECUTE FUNCTION aisle_entry();
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0011_unspaced")]
    operations = [
        migrations.AddField("entry", "varied", models.BooleanField(db_default=False)),
        migrations.AddField(
            "product",
            "description_html",
            models.TextField(blank=True, db_default="", editable=False),
        ),
        migrations.AddField(
            "product",
            "options",
            models.JSONField(
                db_default=models.Value([], models.JSONField()), default=list, editable=False
            ),
        ),
        migrations.AddField(
            "product", "price_max", shop.models.fields.PriceField(editable=False, null=True)
        ),
        migrations.AddField(
            "product",
            "variant_codes",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), db_default=[], default=list, editable=False
            ),
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("sku", models.CharField(blank=True, max_length=100, verbose_name="SKU")),
                ("gtin", models.CharField(blank=True, max_length=14, verbose_name="GTIN")),
                ("values", models.JSONField(blank=True, default=dict, verbose_name="values")),
                ("price", shop.models.fields.PriceField(verbose_name="price")),
                (
                    "compare_at_price",
                    shop.models.fields.PriceField(
                        blank=True, null=True, verbose_name="compare-at price"
                    ),
                ),
                (
                    "stock",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty: stock is not counted, and the variant is always "
                        "available.",
                        null=True,
                        verbose_name="stock",
                    ),
                ),
                (
                    "image_url",
                    models.URLField(
                        blank=True, max_length=1000, verbose_name="address of its picture"
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="variants",
                        to="shop.product",
                        verbose_name="product",
                    ),
                ),
            ],
            options={
                "verbose_name": "variant",
                "verbose_name_plural": "variants",
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(fields=["product", "position"], name="variant_product"),
                    models.Index(fields=["sku"], name="variant_sku"),
                ],
            },
        ),
        migrations.RunSQL([ENTRY, FIRED], [FIRED_BEFORE, BEFORE]),
    ]
