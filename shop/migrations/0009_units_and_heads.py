"""Units are written in one way, words of place are words, and a name says which thing it is of."""

from django.db import migrations

# As before, and: "10,000" and "1'000" are numbers, "½" is a half, "in." is inches, a unit has one
# name, and the words of place that PostgreSQL would leave out are kept under a name with a digit,
# which no spelling is taken from.
TEXT = r"""
CREATE OR REPLACE FUNCTION aisle_text(raw text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    thousands text := '\m([1-9]\d{0,2}(?:\d{3})*)[,''’](\d{3})(?!\d)';
    said text := replace(replace(replace(raw, '½', '.5'), '¼', '.25'), '¾', '.75');
BEGIN
    said := lower(unaccent(said));
    IF said ~ '[0-9]' THEN
        WHILE said ~ thousands LOOP
            said := regexp_replace(said, thousands, '\1\2', 'g');
        END LOOP;
        said := regexp_replace(said, '(^|[^\d.,])[.,](\d)', '\10.\2', 'g');
        said := regexp_replace(said, '(\d)[.,](?=\d)', '\1d', 'g');
        said := regexp_replace(said,
            '(\d)(?:\s?(?:"|”|″|'''')|[\s-]?inch(?:es)?\M'
            '|[\s-]?in(?:\.|(?=\s*(?:x|by|[,;)×]|$))))', '\1in ', 'g');
        said := regexp_replace(said,
            '(\d)(?:\s?[''′’](?!\w)|[\s-]?(?:feet|foot)\M)', '\1ft ', 'g');
        said := regexp_replace(said, '(\d)[\s-]?(?:gallons?)\M', '\1gal', 'g');
        said := regexp_replace(said, '(\d)[\s-]?(?:lbs|pounds?)\M', '\1lb', 'g');
        said := regexp_replace(said, '(\d)[\s-]?(?:ounces?)\M', '\1oz', 'g');
        said := regexp_replace(said, '(\d)[\s-]?(?:watts?)\M', '\1w', 'g');
        said := regexp_replace(said, '(\d)[\s-]?(?:lit(?:er|re)s?)\M', '\1l', 'g');
        said := regexp_replace(said,
            '(\d)[\s-]?([kmgt]b(?:it)?(?:ps)?|[kmg]?hz|[km]?wh?|k?v|m?ah?|[mck]?m|[mc]?l|[km]?g'
            '|lbs?|oz|gal|ft|px|dpi|ppm|rpm|lm|mp)\M', '\1\2', 'g');
    END IF;
    said := regexp_replace(said, '\m([[:alnum:]]+)-([[:alnum:]]+)\M', '\1\2 \1 \2', 'g');
    said := regexp_replace(said, '[^[:alnum:]]+', ' ', 'g');
    RETURN regexp_replace(said, '\m(under|over|above|below|between)\M', '0\1', 'g');
END
$$;
"""

# What a name is of: its words before what says more of it ("for", a comma, a number). The last one
# is the thing, "=lamp"; those before it only say which, "~desk".
THING = r"""
CREATE OR REPLACE FUNCTION aisle_thing(name text, brand tsvector) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(array_agg(CASE WHEN place = last THEN '=' ELSE '~' END || lexeme), '{}')
    FROM (
        SELECT w.lexeme, w.positions[cardinality(w.positions)] AS place,
            max(w.positions[cardinality(w.positions)]) OVER () AS last
        FROM unnest(to_tsvector('aisle', aisle_text((regexp_match(name,
            '^\s*((?:(?!\s*[,;:(|/–—]|\s-\s|\s\S*\d|\s+(?:for|with|in|of|and|to|from|by'
            '|without|on|as|at|that|über|für|mit|aus|von|und|ohne|pour|avec|de|du|en|et|sans|w'
            ')\M).)+)', 'i'))[1]))) AS w
        WHERE w.lexeme <> ALL(tsvector_to_array(brand))
    ) AS placed
$$;
"""
TRIGGER = """
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
                NEW.description, NEW.attributes)
            IS NOT DISTINCT FROM (OLD.name, OLD.brand, OLD.model, OLD.sku, OLD.gtin,
                OLD.category_id, OLD.facts, OLD.description, OLD.attributes) THEN
        UPDATE shop_entry SET active = NEW.active, price = NEW.price, category_id =
            NEW.category_id, rating = NEW.rating,
            available = NEW.stock IS NULL OR NEW.stock > 0, popularity = NEW.popularity
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
        popularity, labels, facets, codes, words, impacts)
    VALUES (
        NEW.id, NEW.active, NEW.price, NEW.brand, NEW.category_id, NEW.stock IS NULL OR NEW.stock
            > 0, NEW.rating, NEW.popularity,
        labels, aisle_facets(labels),
        ARRAY(SELECT DISTINCT aisle_code(raw) FROM unnest(ARRAY[NEW.sku, NEW.model, NEW.gtin,
            NEW.name]) AS raw WHERE aisle_code(raw) <> ''),
        -- "^word" marks a word of the title, as against one that is only said somewhere.
        setweight(name, 'A') || setweight(brand || code, 'B') || setweight(kind || facts, 'C') ||
            setweight(description, 'D')
            || array_to_tsvector(ARRAY(SELECT '^' || lexeme FROM unnest(name || brand || code ||
                kind)))
            || array_to_tsvector(aisle_thing(NEW.name, brand)),
        -- A model's number often stands in the name as well, and counts once.
        aisle_impacts(name, brand, ts_delete(code, tsvector_to_array(name)), kind, facts,
            description)
    )
    ON CONFLICT (product_id) DO UPDATE SET active = EXCLUDED.active, price = EXCLUDED.price, brand
        = EXCLUDED.brand,
        category_id = EXCLUDED.category_id, available = EXCLUDED.available, rating =
            EXCLUDED.rating, popularity = EXCLUDED.popularity,
        labels = EXCLUDED.labels, facets = EXCLUDED.facets, codes = EXCLUDED.codes, words =
            EXCLUDED.words, impacts = EXCLUDED.impacts;
    RETURN NULL;
END
$$;
"""
# The trigger else leaves alone what did not change; spellings and counts follow.
REWRITTEN = """
SELECT set_config('aisle.rebuild', 'on', true);
UPDATE shop_product SET name = name;
SELECT set_config('aisle.rebuild', 'off', true);
INSERT INTO shop_term (lexeme, products)
SELECT word, ndoc FROM ts_stat('SELECT words FROM shop_entry WHERE active') ORDER BY word
ON CONFLICT (lexeme) DO UPDATE SET products = EXCLUDED.products;
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0008_price_decimals")]
    operations = [
        migrations.RunSQL([TEXT, THING, TRIGGER], migrations.RunSQL.noop),
        migrations.RunSQL(REWRITTEN, migrations.RunSQL.noop),
    ]
