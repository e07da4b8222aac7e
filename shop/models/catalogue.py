"""The catalogue: the products of the shop."""

from collections.abc import Collection
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import get_script_prefix, reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from shop.models.attributes import is_no, is_yes, storable_attributes
from shop.models.fields import PriceField
from shop.models.suspicion import suspicion

if TYPE_CHECKING:
    from shop.models.variants import Variant

SEPARATOR = " > "


class Category(models.Model):
    """A category, named by its whole path: "Outdoor > Jackets". Every ancestor is a row as well."""

    path = models.CharField(
        _("path"),
        max_length=500,
        unique=True,
        help_text=_('From the top level down, such as "Outdoor > Jackets".'),
    )
    slug = models.CharField(_("address"), max_length=500, unique=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["path"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.path

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Also creates the ancestors, so that every step of a path has a page. The address of a
        category never changes.
        """
        *above, name = path_parts(self.path) or [""]
        self.path = SEPARATOR.join([*above, name])
        parent = (
            Category.objects.filter(path=SEPARATOR.join(above)).first()
            or Category(path=SEPARATOR.join(above))
            if above
            else None
        )
        if parent and not parent.pk:
            parent.save()
        if not self.slug:
            start = parent.slug + "/" if parent else ""
            taken = Category.objects.filter(slug__startswith=start + path_slug(name)).values_list(
                "slug", flat=True
            )
            self.slug = free_slug(start + path_slug(name), set(taken))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("shop:category", args=[self.slug])

    def clean(self) -> None:
        parts = path_parts(self.path)
        self.path = SEPARATOR.join(parts)
        if not parts:
            raise ValidationError({"path": _("Enter at least one name.")})
        if max(len(self.path), len(path_slug(self.path)) + 4 * len(parts)) > 500:
            raise ValidationError({"path": _("This path is too long.")})

    @property
    def name(self) -> str:
        return self.path.rsplit(SEPARATOR, 1)[-1]

    @property
    def department(self) -> str:
        """The slug of the first step of the path; it picks the tint behind a picture."""
        return self.slug.split("/", 1)[0]

    @property
    def trail(self) -> list[tuple[str, str]]:
        """(name, slug) of every step from the top to here."""
        slugs = self.slug.split("/")
        return [
            (name, "/".join(slugs[: depth + 1])) for depth, name in enumerate(path_parts(self.path))
        ]


def path_parts(path: str) -> list[str]:
    return [part.strip() for part in path.split(">") if part.strip()]


def path_slug(path: str) -> str:
    """The address of a path; a part without a Latin letter or digit keeps its own letters."""
    return "/".join(
        slugify(part) or slugify(part, allow_unicode=True) or "x" for part in path_parts(path)
    )


def free_slug(slug: str, taken: Collection[str]) -> str:
    """The address itself, or with the first number behind it that nobody has: "Kids & Toys" beside
    "Kids Toys".
    """
    return next(
        each
        for number in count(1)
        if (each := slug if number == 1 else f"{slug}-{number}") not in taken
    )


class ProductQuerySet(models.QuerySet["Product"]):
    def for_display(self) -> Self:
        """Fetches everything that a card or a page shows of each product, in a fixed number of
        statements.
        """
        return (
            self.select_related("category")
            .prefetch_related("images")
            .defer("facts", "description_html", "variant_codes")
        )


class Product(models.Model):
    sku = models.CharField(_("SKU"), max_length=100, unique=True)
    slug = models.CharField(max_length=120, editable=False)
    name = models.CharField(_("name"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    # The description as sanitised markup, where a feed had it as HTML.
    description_html = models.TextField(blank=True, db_default="", editable=False)
    brand = models.CharField(_("brand"), max_length=200, blank=True)
    model = models.CharField(_("model"), max_length=500, blank=True)
    category = models.ForeignKey(
        Category,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("category"),
    )
    price = PriceField(_("price"))
    compare_at_price = PriceField(_("compare-at price"), null=True, blank=True)
    # What the importer writes of its variants: the options as {"key", "name", "values"}, the
    # highest price where prices differ or there are options, and codes as Entry.codes has them.
    options = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), editable=False
    )
    price_max = PriceField(null=True, editable=False)
    variant_codes = ArrayField(models.TextField(), default=list, db_default=[], editable=False)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    stock = models.PositiveIntegerField(
        _("stock"),
        null=True,
        blank=True,
        help_text=_("Empty: stock is not counted, and the product is always available."),
    )
    rating = models.DecimalField(
        _("rating"),
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(5)],
    )
    rating_count = models.PositiveIntegerField(_("number of ratings"), default=0)
    popularity = models.PositiveIntegerField(_("popularity"), default=0)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    external_url = models.URLField(_("address in the shop"), max_length=1000, blank=True)
    gtin = models.CharField("GTIN", max_length=14, blank=True)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # What search reads: `facts` is the category and what the attributes say; `embedded` says which
    # text of which model the vector is of.
    facts = models.TextField(editable=False, blank=True)
    embedded = models.CharField(max_length=64, blank=True, editable=False)
    # Why staff should check its texts: they look like instructions to the assistant.
    suspicion = models.CharField(
        _("looks like instructions"), max_length=100, blank=True, db_default="", editable=False
    )

    # Variants that fit a search, the best first; empty where all do (shop.models.narrow).
    fitting: "tuple[Variant, ...]" = ()

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["price"], name="product_price"),
            models.Index(fields=["brand"], name="product_brand"),
            models.Index(fields=["-popularity", "id"], name="product_popularity"),
            models.Index(
                fields=["suspicion"], condition=~models.Q(suspicion=""), name="product_suspicion"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(price__gte=0), name="product_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"{_products(get_script_prefix())}{self.pk}/{self.slug}/"

    def clean(self) -> None:
        try:
            self.attributes = storable_attributes(self.attributes)
        except ValueError as error:
            raise ValidationError({"attributes": error.args[0]}) from error

    def prepare(self) -> None:
        """Fills the fields that are derived from others. Bulk writes skip save(), so they call this
        themselves.
        """
        self.slug = slugify(self.name)[:120].strip("-") or "product"
        places = path_parts(self.category.path if self.category else "")
        self.facts = facts(places, self.attributes)
        self.suspicion = suspicion(self.name, self.description, self.facts, self.brand, self.model)

    @property
    def is_available(self) -> bool:
        return self.stock is None or self.stock > 0

    @property
    def sold_variants(self) -> "list[Variant]":
        return [each for each in self.variants.all() if each.active]

    @property
    def saving(self) -> Decimal | None:
        if self.compare_at_price and self.compare_at_price > self.price:
            saved: Decimal = self.compare_at_price - self.price
            return saved
        return None

    @property
    def department(self) -> str:
        return self.category.department if self.category else "other"


@cache
def _products(_prefix: str) -> str:
    """The beginning of every product's address: calling reverse() for each takes as long as
    rendering its card. A slug needs no quoting.
    """
    return reverse("shop:product", args=[0, "x"]).removesuffix("0/x/")


# The attributes that a shopper looks for first; PostgreSQL stores the keys of JSON in its own
# order.
FIRST = (
    "type product_type material colour color product_colour sizes size for age_from "
    "age_to warmth waterproof"
).split()
PLACE = {key: number for number, key in enumerate(FIRST)}


def attribute_items(attributes: dict[str, Any]) -> list[tuple[str, Any]]:
    """Returns the attributes in the order in which people see them."""
    return sorted(attributes.items(), key=lambda item: (PLACE.get(item[0], len(PLACE)), item[0]))


def attribute_words(attributes: dict[str, Any]) -> list[tuple[str, str]]:
    """Returns the attributes as (name, value) in words. False, empty and unknown values are left
    out, because finding their words would mislead.
    """
    rows = []
    for key, value in attribute_items(attributes):
        name = key.replace("_", " ").strip()
        if value is True:
            rows.append((name, ""))
        elif isinstance(value, list):
            rows.append((name, ", ".join(str(item) for item in value)))
        elif value not in (None, False, "") and not isinstance(value, dict):
            rows.append((name, f"{value:.15g}" if isinstance(value, float) else str(value)))
    return [(name, value) for name, value in rows if name]


def facts(places: list[str], attributes: dict[str, Any]) -> str:
    """The category and the attributes' values in words, a line each. The word index takes no text
    of a megabyte.
    """
    said = (_fact(name, value) for name, value in attribute_words(attributes))
    return "\n".join([*places, *filter(None, said)])[:20_000]


def _fact(name: str, value: str) -> str:
    """What an attribute adds to the words of its product: the name of what the product has, and
    nothing of what it has not.
    """
    if not value:
        return name
    if is_yes(value):
        return f"{name} {value}"
    return "" if is_no(value) else value


class ProductImage(models.Model):
    """A picture in our storage (`file`), or one at an address of others (`source_url`). One with
    both was fetched from there, if it has `widths`.
    """

    class Problem(models.TextChoices):
        UNREACHABLE = "unreachable", _("its server cannot be reached")
        SLOW = "slow", _("its server takes too long")
        STATUS = "status", _("its server refuses it, or does not have it")
        REDIRECTS = "redirects", _("it is redirected too often")
        PRIVATE = "private", _("it lies in a network that is not public")
        ADDRESS = "address", _("its address cannot be read")
        LARGE = "large", _("it is too large")
        NO_PICTURE = "no_picture", _("it is no picture that can be shown")

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="images", verbose_name=_("product")
    )
    file = models.ImageField(_("picture"), upload_to="products/", max_length=300, blank=True)
    source_url = models.URLField(_("or its web address"), max_length=1000, blank=True)
    alt = models.CharField(
        _("description for people who cannot see it"), max_length=300, blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # The widths in which a fetched picture is stored, ascending; the last is the file itself.
    widths = ArrayField(
        models.PositiveIntegerField(), default=list, db_default=[], blank=True, editable=False
    )
    problem = models.CharField(
        _("why it was not fetched"),
        max_length=12,
        choices=Problem,
        blank=True,
        db_default="",
        editable=False,
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=0, db_default=0, editable=False
    )
    retry_at = models.DateTimeField(_("next attempt"), null=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["attempts", "id"], condition=models.Q(file=""), name="image_to_fetch"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~(models.Q(file="") & models.Q(source_url="")), name="image_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return self.file.name or self.source_url

    @property
    def url(self) -> str:
        """Where a browser finds it: a signed address of our storage, or the picture's own."""
        return self.file.url if self.file else self.source_url

    @property
    def srcset(self) -> str:
        """The addresses of a fetched picture in its widths; "" for one that has a single width."""
        if not self.file or len(self.widths) < 2:
            return ""
        *smaller, largest = self.widths
        name, storage = str(self.file.name), self.file.storage
        parts = [f"{storage.url(sized_name(name, each))} {each}w" for each in smaller]
        return ", ".join([*parts, f"{self.file.url} {largest}w"])

    def move_to(self, address: str) -> None:
        """Takes another address, from where it is then to be fetched."""
        self.source_url = address
        if self.widths:
            self.file = ""
        self.widths, self.problem, self.attempts, self.retry_at = [], "", 0, None


def sized_name(name: str, width: int) -> str:
    """Returns the name of a stored picture in another width: "lamp.webp" is "lamp-w400.webp"."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-w{width}{path.suffix}"))
