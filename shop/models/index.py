"""The tables that search reads: a narrow row for each product, written by a database trigger (see
the migration), and the catalogue's vocabulary.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from pgvector.django import HalfVectorField, HnswIndex, SparseVectorField

from shop.models.catalogue import Product
from shop.models.fields import PriceField

DIMENSIONS = 384
# Dimensions of the multilingual encoder.
MULTILINGUAL_DIMENSIONS = 512
# A text-search configuration that the first migration creates: English stems without accents.
LANGUAGE = "aisle"
# Places of a sparse vector: a word's place is its hash.
PLACES = 1_000_000_000


class Entry(models.Model):
    """A product as search reads it. Only the trigger on the product writes it, and the importer its
    vector.
    """

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="entry")
    active = models.BooleanField()
    price = PriceField()
    brand = models.CharField(max_length=200)
    category_id = models.BigIntegerField(null=True)
    available = models.BooleanField()
    # Whether a single variant of the product has to match a search.
    varied = models.BooleanField(db_default=False)
    rating = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    popularity = models.IntegerField()
    # Hashes of "attribute, value", which Label spells out.
    labels = ArrayField(models.BigIntegerField())
    # Numbers of the labels that are worth counting (Label.facet), four bytes each: they are counted
    # outside the database, which would take ten times as long to take arrays apart.
    facets = models.BinaryField()
    # SKU, model, GTIN and name as people might type them: lower case, letters and digits only.
    codes = ArrayField(models.TextField())
    # Every word, and "^word" for those of the title.
    words = SearchVectorField()
    # The product's part of BM25 for each of its words, at the place of the word's hash.
    impacts = SparseVectorField(dimensions=PLACES)
    embedding = HalfVectorField(dimensions=DIMENSIONS, null=True)
    # For questions in other languages than the catalogue's, and which text of which model it is of.
    multilingual = HalfVectorField(dimensions=MULTILINGUAL_DIMENSIONS, null=True)
    multilingual_mark = models.CharField(max_length=32, blank=True, db_default="")

    class Meta:
        # No index holds the price or the stock, so that PostgreSQL writes a new one in place.
        indexes: ClassVar[list[models.Index]] = [
            # Without the list of pending rows, which each search would read to its end until
            # somebody vacuums.
            GinIndex(fields=["words"], name="entry_words", fastupdate=False),
            GinIndex(fields=["codes"], name="entry_codes", fastupdate=False),
            GinIndex(fields=["labels"], name="entry_labels", fastupdate=False),
            models.Index(fields=["category_id"], name="entry_category"),
            models.Index(fields=["brand"], name="entry_brand"),
            HnswIndex(
                fields=["embedding"],
                name="entry_embedding",
                m=16,
                ef_construction=64,
                opclasses=["halfvec_cosine_ops"],
            ),
            HnswIndex(
                fields=["multilingual"],
                name="entry_multilingual",
                m=16,
                ef_construction=64,
                opclasses=["halfvec_cosine_ops"],
            ),
            models.Index(fields=["-popularity", "product"], name="entry_popularity"),
        ]

    def __str__(self) -> str:
        return f"entry of product {self.product_id}"


class Label(models.Model):
    """One value of one attribute, as it is written in the shop; a brand is a value of the attribute
    "" (no name).
    """

    id = models.BigIntegerField(primary_key=True)
    key = models.TextField()
    value = models.TextField()
    products = models.IntegerField(default=1)
    # A short number for labels whose attribute can tell products apart.
    facet = models.IntegerField(null=True, unique=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


class Term(models.Model):
    """The number of products that hold a word (its stem), which says how rare it is. Counted after
    an import, so it can be slightly outdated.
    """

    lexeme = models.TextField(primary_key=True)
    products = models.IntegerField(default=1)

    def __str__(self) -> str:
        return self.lexeme


class Word(models.Model):
    """A word as it is spelt in names, brands, categories and attributes: the target of spelling
    corrections.
    """

    word = models.TextField(primary_key=True)
    lexeme = models.TextField()
    products = models.IntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["word"], name="word_trigrams", opclasses=["gin_trgm_ops"])
        ]

    def __str__(self) -> str:
        return self.word


class WordsVersion(models.Model):
    """How often the catalogue had new words, in a single row, so that every process knows when to
    read them again; and how many products changed since words were counted.
    """

    version = models.BigIntegerField(default=0)
    uncounted = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.version)
