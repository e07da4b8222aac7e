"""A counter that grows with each change of the catalogue, so that feeds know whether they changed.

A sequence, since a row that everybody updates would have writers wait for each other.
"""

from django.db import migrations

TABLES = ("shop_product", "shop_variant", "shop_productimage", "shop_category", "shop_shopfact")
FUNCTION = """
CREATE FUNCTION aisle_catalogue_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval('shop_catalogue_version');
    RETURN NULL;
END
$$
"""
TRIGGER = """
CREATE TRIGGER aisle_catalogue_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION aisle_catalogue_changed()
"""


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0013_imports'),
    ]

    operations = [
        migrations.RunSQL(
            [
                "CREATE SEQUENCE shop_catalogue_version",
                FUNCTION,
                *(TRIGGER.format(table=table) for table in TABLES),
            ],
            [
                *(f"DROP TRIGGER aisle_catalogue_changed ON {table}" for table in TABLES),
                "DROP FUNCTION aisle_catalogue_changed",
                "DROP SEQUENCE shop_catalogue_version",
            ],
        ),
    ]
