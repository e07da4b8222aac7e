"""A product with very many attributes keeps its colour among its labels: the limit of 60 went by the names of the attributes."""

from django.db import migrations

LABELS = """
CREATE OR REPLACE FUNCTION aisle_labels(attributes jsonb) RETURNS TABLE (key text, value text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20 AS $$
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
    ORDER BY key NOT IN ('colour', 'color', 'product_colour', 'product_color'), key, value LIMIT 60
$$;
"""
# The trigger else leaves alone what did not change.
REWRITTEN = """
SELECT set_config('aisle.rebuild', 'on', true);
UPDATE shop_product SET name = name
WHERE jsonb_typeof(attributes) = 'object' AND (SELECT count(*) FROM jsonb_object_keys(attributes)) > 40;
INSERT INTO shop_label (id, key, value, products)
SELECT aisle_label(l.key, l.value), l.key, l.value, count(*)
FROM shop_product p CROSS JOIN LATERAL aisle_labels(p.attributes) AS l
WHERE l.key IN ('colour', 'color', 'product_colour', 'product_color') GROUP BY l.key, l.value
ON CONFLICT DO NOTHING;
SELECT set_config('aisle.rebuild', 'off', true);
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0006_shop_facts")]
    operations = [
        migrations.RunSQL(LABELS, migrations.RunSQL.noop),
        migrations.RunSQL(REWRITTEN, migrations.RunSQL.noop),
    ]
