"""Extensions and the text-search configuration `aisle`: English stems, accents ignored."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations
from pgvector.django import VectorExtension

CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION aisle (COPY = english);
ALTER TEXT SEARCH CONFIGURATION aisle
    ALTER MAPPING FOR hword, hword_part, word, asciiword, hword_asciipart, asciihword WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):
    operations = [
        VectorExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION aisle"),
    ]
