"""Words inside of a run without blanks are found: of Thai, Chinese, Japanese and Korean every sign and every two neighbours are indexed."""

from django.db import migrations

# The signs of a run become words of one and of two signs: a question of one sign finds it, one of several finds those that hold its
# pairs. Katakana, Thai and Korean letters say nothing by themselves, so of a run of these only pairs are words, unless the run is one sign.
TEXT = r"""
CREATE OR REPLACE FUNCTION aisle_grams(run text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ' ' || coalesce(string_agg(gram, ' ' ORDER BY place, gram), '') || ' ' FROM (
        SELECT place, substr(run, place, 2) AS gram FROM generate_series(1, greatest(length(run) - 1, 1)) AS place
        UNION ALL
        SELECT place, substr(run, place, 1) FROM generate_series(1, length(run)) AS place
        WHERE length(run) > 1 AND substr(run, place, 1) ~ '[㐀-鿿]'
    ) AS grams
$$;
CREATE OR REPLACE FUNCTION aisle_unspaced(raw text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN raw ~ '[฀-๿々぀-ヿ㐀-鿿가-힣]' THEN (
        SELECT string_agg(CASE WHEN part[1] <> '' THEN aisle_grams(part[1]) ELSE part[2] END, '' ORDER BY number)
        FROM regexp_matches(raw, '([฀-๿々぀-ヿ㐀-鿿가-힣]+)|([^฀-๿々぀-ヿ㐀-鿿가-힣]+)', 'g') WITH ORDINALITY AS found(part, number)
    ) ELSE raw END
$$;
CREATE OR REPLACE FUNCTION aisle_text(raw text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    thousands text := '\m([1-9]\d{0,2}(?:\d{3})*)[,''’](\d{3})(?!\d)';
    said text := replace(replace(replace(raw, '½', '.5'), '¼', '.25'), '¾', '.75');
BEGIN
    said := aisle_unspaced(lower(unaccent(said)));
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
    said := regexp_replace(said, '[^[:alnum:]฀-๿]+', ' ', 'g');
    RETURN regexp_replace(said, '\m(under|over|above|below|between)\M', '0\1', 'g');
END
$$;
"""
# The trigger else leaves alone what did not change. Spellings of whole runs are no words any more.
REWRITTEN = """
SELECT set_config('aisle.rebuild', 'on', true);
UPDATE shop_product SET name = name WHERE concat_ws(' ', name, brand, model, description, facts) ~ '[฀-๿々぀-ヿ㐀-鿿가-힣]';
DELETE FROM shop_word WHERE word ~ '[฀-๿々぀-ヿ㐀-鿿가-힣]';
INSERT INTO shop_term (lexeme, products)
SELECT w.lexeme, count(*) FROM shop_entry e JOIN shop_product p ON p.id = e.product_id CROSS JOIN LATERAL unnest(e.words) AS w
WHERE concat_ws(' ', p.name, p.brand, p.model, p.description, p.facts) ~ '[฀-๿々぀-ヿ㐀-鿿가-힣]' GROUP BY w.lexeme
ON CONFLICT DO NOTHING;
SELECT set_config('aisle.rebuild', 'off', true);
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0010_multilingual")]
    operations = [
        migrations.RunSQL(TEXT, migrations.RunSQL.noop),
        migrations.RunSQL(REWRITTEN, migrations.RunSQL.noop),
    ]
