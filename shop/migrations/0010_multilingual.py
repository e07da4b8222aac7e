"""A second vector in the entry, for questions in other languages. `embed_products` fills it for products that are there already."""

import pgvector.django
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0009_units_and_heads")]
    operations = [
        migrations.AddField("entry", "multilingual", pgvector.django.HalfVectorField(dimensions=512, null=True)),
        migrations.AddField("entry", "multilingual_mark", models.CharField(blank=True, db_default="", max_length=32)),
        migrations.RunSQL("ALTER TABLE shop_entry ALTER multilingual SET STORAGE EXTERNAL", migrations.RunSQL.noop),
        migrations.AddIndex(
            "entry",
            pgvector.django.HnswIndex(
                ef_construction=64, fields=["multilingual"], m=16, name="entry_multilingual", opclasses=["halfvec_cosine_ops"]
            ),
        ),
    ]
