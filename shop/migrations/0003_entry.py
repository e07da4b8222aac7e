"""What search reads moves into a narrow table of its own, `shop_entry`, which a trigger keeps beside `shop_product`."""

from itertools import batched
from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgvector.django
from django.db import migrations, models

from shop.models import facts, path_parts

# One spelling for what people write in several ways, used on products and on questions alike; it is what the parser sees.
# "Wi-Fi" gives "wifi wi fi", "15,6 inch" and 15.6" give "15d6in" (the parser would break a number at its point), "8 GB" gives "8gb".
TEXT = r"""
CREATE FUNCTION aisle_text(raw text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(lower(unaccent(raw)), '(\d)[.,](?=\d)', '\1d', 'g'),
                    '(\d)(?:\s?(?:"|”|″)|[\s-]?inch(?:es)?\M)', '\1in ', 'g'),
                '(\d)[\s-]?([kmgt]b(?:it)?(?:ps)?|[kmg]?hz|[km]?wh?|k?v|m?ah?|[mck]?m|[mc]?l|[km]?g|lbs?|oz|ft|px|dpi|ppm|rpm|lm|mp)\M', '\1\2', 'g'),
            '\m([[:alnum:]]+)-([[:alnum:]]+)\M', '\1\2 \1 \2', 'g'),
        '[^[:alnum:]]+', ' ', 'g')
$$;
"""

# BM25 with fields (BM25F), the part that belongs to the product: how much of a word's weight it has earned, 0 to 1. The other part, how
# rare the word is, comes with the question. That a word is there counts, how often hardly: a product is no essay. A word of a long
# description says less than one of a short one. Average lengths are constants: a catalogue's own would touch every row when they move.
# A word's place in the vector is its hash; a thousand million places, so that two words of one product practically never share one.
IMPACTS = """
CREATE FUNCTION aisle_place(lexeme text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((hashtextextended(lexeme, 0) & 1073741823) % 1000000000)::int + 1
$$;
CREATE FUNCTION aisle_impacts(name tsvector, brand tsvector, code tsvector, kind tsvector, facts tsvector, description tsvector)
RETURNS sparsevec LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH field (part, words, weight, slope, average) AS (
        VALUES ('name', name, 1.0, 0.75, 10.0), ('description', description, 1.5, 0.8, 9.0), ('facts', facts, 0.5, 0.75, 43.0),
               ('kind', kind, 0.5, 0.0, 1.0), ('brand', brand, 0.33, 0.0, 1.0), ('code', code, 1.0, 0.0, 1.0)
    ),
    said AS (
        SELECT w.lexeme, f.weight * cardinality(w.positions)
            / (1 - f.slope + f.slope * sum(cardinality(w.positions)) OVER (PARTITION BY f.part) / f.average) AS tf
        FROM field f CROSS JOIN LATERAL unnest(f.words) AS w
    ),
    best AS (
        SELECT aisle_place(lexeme) AS place, max(tf) AS tf FROM (SELECT lexeme, sum(3 * tf) AS tf FROM said GROUP BY lexeme) AS summed
        GROUP BY 1 ORDER BY 2 DESC LIMIT 400
    )
    SELECT coalesce('{' || string_agg(place || ':' || round(tf / (1 + tf), 3), ',' ORDER BY place) || '}/1000000000', '{}/1000000000')::sparsevec
    FROM best WHERE tf > 0.002
$$;
"""

# A label is one value of one attribute; it is kept as a hash, since numbers are counted faster than texts. The hash of 64 bits makes
# two labels practically never one. `true` is "yes"; what is false, empty or deep is no label.
LABELS = """
CREATE FUNCTION aisle_label(key text, value text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT hashtextextended(key || chr(31) || value, 0)
$$;
CREATE FUNCTION aisle_labels(attributes jsonb) RETURNS TABLE (key text, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20 AS $$
    SELECT key, value FROM (
        SELECT DISTINCT a.key, CASE jsonb_typeof(v.value)
            WHEN 'boolean' THEN CASE WHEN v.value = 'true' THEN 'yes' END
            WHEN 'number' THEN trim_scale((v.value #>> '{}')::numeric)::text
            WHEN 'string' THEN btrim(v.value #>> '{}')
        END AS value
        FROM jsonb_each(CASE jsonb_typeof(attributes) WHEN 'object' THEN attributes ELSE '{}' END) AS a
        CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(a.value) WHEN 'array' THEN a.value ELSE jsonb_build_array(a.value) END) AS v
    ) AS labels
    WHERE value <> '' AND length(value) <= 60 AND length(key) <= 60
    ORDER BY key, value LIMIT 60
$$;
-- Label by label, through the primary key: a join would be planned by what was counted before, often nothing, and read the whole table.
CREATE FUNCTION aisle_facets(labels bigint[]) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(int4send(facet), ''::bytea ORDER BY facet), '')
    FROM (SELECT (SELECT known.facet FROM shop_label known WHERE known.id = label) AS facet FROM unnest(labels) AS label) AS found
    WHERE facet IS NOT NULL
$$;
"""

# Only what search reads fires it (UPDATE OF), and a new price alone touches no words.
TRIGGER = """
CREATE FUNCTION aisle_entry() RETURNS trigger LANGUAGE plpgsql AS $$
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
            AND (NEW.name, NEW.brand, NEW.model, NEW.sku, NEW.gtin, NEW.category_id, NEW.facts, NEW.description, NEW.attributes)
            IS NOT DISTINCT FROM (OLD.name, OLD.brand, OLD.model, OLD.sku, OLD.gtin, OLD.category_id, OLD.facts, OLD.description, OLD.attributes) THEN
        UPDATE shop_entry SET active = NEW.active, price = NEW.price, category_id = NEW.category_id, rating = NEW.rating,
            available = NEW.stock IS NULL OR NEW.stock > 0, popularity = NEW.popularity
        WHERE product_id = NEW.id;
        IF FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    name := to_tsvector('aisle', aisle_text(NEW.name));
    brand := to_tsvector('aisle', aisle_text(NEW.brand));
    code := to_tsvector('aisle', aisle_text(concat_ws(' ', NEW.model, NEW.sku, NEW.gtin)));
    SELECT to_tsvector('aisle', aisle_text(regexp_replace(path, '^.* > ', ''))) INTO kind FROM shop_category WHERE id = NEW.category_id;
    kind := coalesce(kind, '');
    facts := to_tsvector('aisle', aisle_text(NEW.facts));
    description := to_tsvector('aisle', aisle_text(left(NEW.description, 20000)));
    labels := ARRAY(SELECT aisle_label(key, value) FROM aisle_labels(NEW.attributes));
    INSERT INTO shop_entry (product_id, active, price, brand, category_id, available, rating, popularity, labels, facets, codes, words, impacts)
    VALUES (
        NEW.id, NEW.active, NEW.price, NEW.brand, NEW.category_id, NEW.stock IS NULL OR NEW.stock > 0, NEW.rating, NEW.popularity,
        labels, aisle_facets(labels),
        ARRAY(SELECT DISTINCT aisle_code(raw) FROM unnest(ARRAY[NEW.sku, NEW.model, NEW.gtin, NEW.name]) AS raw WHERE aisle_code(raw) <> ''),
        -- "^word" marks a word of the title, as against one that is only said somewhere.
        setweight(name, 'A') || setweight(brand || code, 'B') || setweight(kind || facts, 'C') || setweight(description, 'D')
            || array_to_tsvector(ARRAY(SELECT '^' || lexeme FROM unnest(name || brand || code || kind))),
        -- A model's number often stands in the name as well, and counts once.
        aisle_impacts(name, brand, ts_delete(code, tsvector_to_array(name)), kind, facts, description)
    )
    ON CONFLICT (product_id) DO UPDATE SET active = EXCLUDED.active, price = EXCLUDED.price, brand = EXCLUDED.brand,
        category_id = EXCLUDED.category_id, available = EXCLUDED.available, rating = EXCLUDED.rating, popularity = EXCLUDED.popularity,
        labels = EXCLUDED.labels, facets = EXCLUDED.facets, codes = EXCLUDED.codes, words = EXCLUDED.words, impacts = EXCLUDED.impacts;
    RETURN NULL;
END
$$;
CREATE FUNCTION aisle_code(code text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(regexp_replace(lower(code), '[^[:alnum:]]+', '', 'g'), 100)
$$;
CREATE TRIGGER aisle_entry
    AFTER INSERT OR UPDATE OF name, brand, model, sku, gtin, category_id, facts, description, attributes, active, price, stock,
        rating, popularity
    ON shop_product FOR EACH ROW EXECUTE FUNCTION aisle_entry();
"""

# The row that is scanned stays narrow: numbers, facets and impacts are in the row itself and never compressed, words and the vector beside
# it. A vector is read from the index or for few products; thousands of rows are scanned for counting. `aisle_impacts` keeps so few words
# that a row always fits its page.
STORAGE = """
ALTER TABLE shop_entry ALTER impacts SET STORAGE PLAIN, ALTER facets SET STORAGE PLAIN, ALTER brand SET STORAGE PLAIN,
    ALTER embedding SET STORAGE EXTERNAL, SET (toast_tuple_target = 128, fillfactor = 90);
"""



def enter(apps: Any, schema_editor: Any) -> None:
    """The facts of existing products are written anew, which makes the trigger write their entries."""
    products = apps.get_model("shop", "Product").objects.select_related("category")
    for batch in batched(products.iterator(chunk_size=1000), 1000):
        for product in batch:
            places = path_parts(product.category.path if product.category else "")
            product.facts = facts(places, product.attributes)
        products.bulk_update(batch, ["facts"])


# Their vectors are carried over.
CARRY = """
UPDATE shop_entry e SET embedding = p.embedding::halfvec FROM shop_product p WHERE p.id = e.product_id AND p.embedding IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_initial")]

    operations = [
        migrations.RemoveIndex("product", "product_words"),
        migrations.RemoveIndex("product", "product_embedding"),
        migrations.RemoveIndex("product", "product_attributes"),
        migrations.RemoveField("product", "words"),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("product", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="entry", serialize=False, to="shop.product")),
                ("active", models.BooleanField()),
                ("price", models.DecimalField(decimal_places=2, max_digits=12)),
                ("brand", models.CharField(max_length=200)),
                ("category_id", models.BigIntegerField(null=True)),
                ("available", models.BooleanField()),
                ("rating", models.DecimalField(decimal_places=2, max_digits=3, null=True)),
                ("popularity", models.IntegerField()),
                ("labels", django.contrib.postgres.fields.ArrayField(models.BigIntegerField())),
                ("facets", models.BinaryField()),
                ("codes", django.contrib.postgres.fields.ArrayField(models.TextField())),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("impacts", pgvector.django.SparseVectorField(dimensions=1_000_000_000)),
                ("embedding", pgvector.django.HalfVectorField(dimensions=384, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("key", models.TextField()),
                ("value", models.TextField()),
                ("products", models.IntegerField(default=1)),
                ("facet", models.IntegerField(null=True, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("lexeme", models.TextField(primary_key=True, serialize=False)),
                ("products", models.IntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
                ("lexeme", models.TextField()),
                ("products", models.IntegerField(default=1)),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["word"], name="word_trigrams", opclasses=["gin_trgm_ops"])],
            },
        ),
        migrations.RunSQL([TEXT, IMPACTS, LABELS, TRIGGER, STORAGE]),
        migrations.RunPython(enter, migrations.RunPython.noop),
        migrations.RunSQL(CARRY),
        migrations.RemoveField("product", "embedding"),
        migrations.AddIndex("entry", django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="entry_words")),
        migrations.AddIndex("entry", django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["codes"], name="entry_codes")),
        migrations.AddIndex("entry", django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["labels"], name="entry_labels")),
        migrations.AddIndex("entry", models.Index(fields=["category_id"], name="entry_category")),
        migrations.AddIndex("entry", models.Index(fields=["brand"], name="entry_brand")),
        migrations.AddIndex("entry", models.Index(fields=["price"], name="entry_price")),
        migrations.AddIndex("entry", pgvector.django.HnswIndex(ef_construction=64, fields=["embedding"], m=16, name="entry_embedding", opclasses=["halfvec_cosine_ops"])),
        migrations.AddIndex("entry", models.Index(fields=["-popularity", "product"], name="entry_popularity")),
    ]
