"""The shop's tables from story to story: the demo shop stays in them until a story writes there or
wants them empty.
"""

from django.db import connection, transaction

from shop import demo

TABLES = {
    "shop_category": "id, path, slug",
    "shop_product": "id, sku, slug, name, description, brand, model, category_id, price, "
    "compare_at_price, currency, stock, "
    "rating, rating_count, popularity, attributes, external_url, gtin, active, created_at, "
    "updated_at, facts, embedded, suspicion",
    "shop_productimage": "id, file, source_url, alt, position, product_id",
}
# What search reads: entries with their vectors, and the catalogue's own words.
WORDS = ("shop_entry", "shop_label", "shop_term", "shop_word", "shop_shopfact")
OF_DJANGO = ("django_migrations", "django_content_type", "auth_permission")
EMPTY = f"TRUNCATE {', '.join((*TABLES, *WORDS))} CASCADE"
# Who writes to the shop moves a sequence, which no rollback takes back: the vector index, too,
# remembers rows that were rolled back.
WATCH = """
    DROP SCHEMA IF EXISTS kept CASCADE;
    CREATE SCHEMA kept;
    CREATE SEQUENCE kept.writes;
    CREATE FUNCTION kept.write() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM nextval(''kept.writes''); RETURN NULL; END';
"""
WATCH_TABLE = """
    CREATE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION
    kept.write();
    ALTER TABLE {table} ENABLE ALWAYS TRIGGER kept;
"""
# Django's flush spared: it truncates every table, and makes the permissions again. Without triggers
# no order of the tables is wrong.
SWEEP = f"""
    DO $$ DECLARE found text; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR found IN SELECT format('DELETE FROM %I', tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> ALL (
            '{{ {", ".join((*TABLES, *WORDS, *OF_DJANGO))} }}'
        ) LOOP EXECUTE found; END LOOP;
    END $$
"""


class Kept:
    """The demo shop in a schema of its own, embedded once, and how many writes to the shop's own
    tables were seen.
    """

    def __init__(self) -> None:
        self._holds_demo: bool | None = None  # who knows
        self._seen = 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regnamespace('kept') IS NULL")
            is_missing = cursor.fetchone()[0]
        if is_missing:  # else the database was copied from one that holds it
            self._load()

    def _load(self) -> None:
        demo.load()
        with connection.cursor() as cursor:
            cursor.execute(WATCH)
            for table, columns in (TABLES | dict.fromkeys(WORDS, "*")).items():
                cursor.execute(f"CREATE TABLE kept.{table} AS SELECT {columns} FROM {table}")
                cursor.execute(WATCH_TABLE.format(table=table))

    def hold(self, is_demo: bool) -> None:
        """Before a story begins: the demo shop as it was on the first day, or no product."""
        if is_demo is self._holds_demo and not (is_demo and self._is_written()):
            return
        with transaction.atomic(), connection.cursor() as cursor:
            # Fresh index files: rows of earlier stories would else stay in the vector index and
            # crowd these out.
            cursor.execute(EMPTY)
            if is_demo:
                self._fill()
        self._holds_demo, self._seen = is_demo, self._writes()

    def sweep(self) -> None:
        """After a story whose rows stay: they go, but the shop's, which go when the next story
        begins.
        """
        with connection.cursor() as cursor:
            cursor.execute(SWEEP)
        if self._is_written():
            self._holds_demo = None

    def is_demo_as_loaded(self) -> bool:
        return bool(self._holds_demo) and not self._is_written()

    def _fill(self) -> None:
        with connection.cursor() as cursor:
            # As a restored backup comes: entries are kept with the products, and no trigger makes
            # them again.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, columns in TABLES.items():
                cursor.execute(
                    f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept.{table}"
                )
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM "
                    f"{table}))"
                )
            for table in WORDS:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM kept.{table}")

    def _is_written(self) -> bool:
        return self._writes() != self._seen

    def _writes(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value FROM kept.writes")
            return int(cursor.fetchone()[0])
