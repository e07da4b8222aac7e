"""Which variants of a product fit a search: they say what it costs, whether it is in stock, and
which of its labels count.
"""

# Behind what was found (`unfitted`). Of a product that only comes close, no variant may keep what
# words asked for: then those fit that keep the filters.
FITTING = """
fitting AS MATERIALIZED (
    SELECT * FROM (
        SELECT kept.*, is_kept = bool_or(is_kept) OVER (PARTITION BY id) AS is_best FROM (
            SELECT v.product_id AS id, v.id AS variant, v.position, v.price, v.values,
                   v.stock IS NULL OR v.stock > 0 AS available, ({kept}) AS is_kept
            FROM unfitted JOIN shop_variant v ON v.product_id = unfitted.id
              JOIN shop_entry e ON e.product_id = v.product_id
            WHERE unfitted.varied AND v.active AND ({filters})
        ) AS kept
    ) AS fitting WHERE is_best
),
shown AS MATERIALIZED (
    SELECT DISTINCT ON (id) id, price, available FROM fitting
    ORDER BY id, available DESC, price, position, variant
),
found AS MATERIALIZED (
    SELECT unfitted.id, {columns}, coalesce(shown.price, unfitted.price) AS price,
           coalesce(shown.available, unfitted.available) AS available
    FROM unfitted LEFT JOIN shown ON shown.id = unfitted.id
),"""
# A product counts once for a value that one of its fitting variants has, and not for the others.
UNFIT = """(
    SELECT coalesce(json_agg(json_build_array(key, value, n)), '[]') FROM (
        SELECT key, value, count(*) AS n FROM (
            SELECT v.product_id AS id, option.key, option.value
            FROM counted JOIN shop_variant v ON v.product_id = counted.id
              CROSS JOIN jsonb_each_text(v.values) AS option
            WHERE counted.varied AND v.active
            EXCEPT
            SELECT id, option.key, option.value
            FROM fitting CROSS JOIN jsonb_each_text(fitting.values) AS option
        ) AS unfit GROUP BY key, value
    ) AS unfit
)"""
# The best first: what is sold out comes last, then what costs more.
VARIANTS = """(
    SELECT json_agg(variant ORDER BY available DESC, price, position, variant)
    FROM fitting WHERE fitting.id = ranked.id
)"""


def filled(statement: str, filters: str, kept: str, columns: str) -> str:
    """Returns the statement with what it says of variants: nothing where neither the `filters` nor
    what has to be `kept` is about them.
    """
    is_fitted = bool(filters or kept)
    cte = FITTING.replace("{filters}", filters or "true").replace("{kept}", kept or "true")
    cte = cte.replace("{columns}", columns)
    for name, value, otherwise in (
        ("found", "unfitted", "found"),
        ("fitting", cte, ""),
        ("unfit", UNFIT, "'[]'::json"),
        ("variants", VARIANTS, "NULL::json"),
    ):
        statement = statement.replace("{" + name + "}", value if is_fitted else otherwise)
    return statement
