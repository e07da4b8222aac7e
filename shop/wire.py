"""What programs receive of the catalogue. Field names are a contract; new ones may be added, none
is renamed.
"""

from typing import Any, Literal

from pydantic import BaseModel, Field


class Scores(BaseModel):
    """How well a product answers the words, each 0.0 to 1.0; all 0 where no words were asked."""

    hybrid: float = 0.0
    text: float = 0.0
    vector: float = 0.0


class ProductOption(BaseModel):
    """What a product can be chosen by, such as its colour."""

    name: str
    key: str = Field(description="The attribute of that name.")
    values: list[str]


class ProductVariant(BaseModel):
    """What is bought: one value of each option."""

    id: int
    sku: str = ""
    gtin: str = ""
    url: str = Field(description="The product's page with this variant chosen.")
    values: dict[str, str] = Field(description="The value of each option, by its key.")
    price: float
    compare_at_price: float | None = None
    stock: int | None = Field(default=None, description="None: not counted, always available.")
    available: bool
    image_url: str = ""


class ProductResult(BaseModel):
    id: int
    sku: str
    url: str = Field(description="The product's page in this shop.")
    name: str
    description: str
    category: str = Field(
        description='The whole path, as in "Outdoor > Jackets"; empty where there is none.'
    )
    brand: str = ""
    price: float
    compare_at_price: float | None = None
    currency: str
    stock: int | None = Field(default=None, description="None: not counted, always available.")
    available: bool
    rating: float | None = None
    rating_count: int = 0
    attributes: dict[str, Any] = {}
    options: list[ProductOption] = []
    variants: list[ProductVariant] = Field(
        default=[], description="Empty where the product is sold in one way."
    )
    variant: ProductVariant | None = Field(
        default=None,
        description="The variant that fits the search best, where not all of them fit: `price`, "
        "`stock`, `available` and `signed_url` are then of the fitting variants.",
    )
    price_min: float | None = Field(default=None, description="The least price of a variant.")
    price_max: float | None = Field(default=None, description="The highest price of a variant.")
    signed_url: str | None = Field(
        default=None, description="The first picture; the address may expire."
    )
    scores: Scores = Scores()
    near: bool = Field(
        default=False,
        description="It is not what was asked for and only comes close. Such products come last, "
        "and are not counted where anything is what was asked for.",
    )
    explanation: dict[str, float] | None = Field(
        default=None, description="How the score is made up, by name; for staff who ask for it."
    )


class StoredVariant(BaseModel):
    """A variant in the words in which it is written."""

    sku: str = ""
    gtin: str = ""
    values: dict[str, str] = Field(default={}, description="The value of each option, by its name.")
    price: float
    compare_at_price: float | None = None
    stock: int | None = Field(default=None, description="null: not counted, always available.")
    image_url: str = ""
    active: bool = True


class StoredProduct(BaseModel):
    """A product as it is stored, hidden or not, in the words in which it is written."""

    id: int
    sku: str
    name: str
    price: float
    description: str = ""
    brand: str = ""
    model: str = ""
    category: str = ""
    currency: str
    compare_at_price: float | None = None
    stock: int | None = Field(default=None, description="null: not counted, always available.")
    rating: float | None = None
    rating_count: int = 0
    popularity: int = 0
    attributes: dict[str, Any] = {}
    url: str = Field(default="", description="Where the product is in another shop.")
    gtin: str = ""
    active: bool = Field(default=True, description="false: visitors do not see it.")
    image_urls: list[str] = []
    options: list[str] = []
    variants: list[StoredVariant] = []


class WriteRemark(BaseModel):
    """A value that was left out or changed, and what was done."""

    column: str
    value: str
    action: str


class WrittenRow(BaseModel):
    """What became of a row."""

    line: int = Field(description="The row's place, from 1.")
    sku: str = Field(description="Empty where the row has none.")
    status: Literal["created", "changed", "unchanged", "hidden", "refused"]
    reason: str = Field(default="", description="Why it was refused.")
    remarks: list[WriteRemark] = []
    id: int | None = Field(default=None, description="The product, for GET.")
    url: str = Field(default="", description="The product's page in this shop.")


class WrittenRows(BaseModel):
    """An answer to each row, in their order."""

    rows: list[WrittenRow]
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


class WrittenPrices(BaseModel):
    """How many rows changed something; only rows with a remark or a refusal are named."""

    read: int
    changed: int
    unchanged: int
    refused: int
    remarks: int = Field(description="How many values were left out or changed.")
    rows: list[WrittenRow] = Field(description="The first 1,000 with a remark or a refusal.")


class Weights(BaseModel):
    text: float
    vector: float


ErrorKind = Literal["timeout", "cancelled", "system_error"]


class Understood(BaseModel):
    """A constraint that was read out of the words."""

    field: str
    label: str
    phrase: str


class Facet(BaseModel):
    """One value, how many of the found products have it, and whether it is asked for."""

    value: str
    label: str
    count: int
    selected: bool = False


class PriceBand(BaseModel):
    """How many of the found products cost at least `low` and less than `high`; the first and the
    last band are open.
    """

    low: float | None
    high: float | None
    count: int


class AttributeFacet(BaseModel):
    """An attribute that tells the found products apart."""

    key: str
    label: str
    values: list[Facet]


class Facets(BaseModel):
    """Counts over exactly the products that `total` counts; where a facet has a choice, its counts
    are as they would be without that choice. What has no value is counted under "", so that every
    facet but `attributes` (which may have several values) adds up.
    """

    categories: list[Facet] = []
    brands: list[Facet] = []
    ratings: list[Facet] = Field(default=[], description="By whole stars, rounded down.")
    stock: list[Facet] = Field(default=[], description='"in" and "out".')
    prices: list[PriceBand] = []
    attributes: list[AttributeFacet] = []
    price_min: float | None = None
    price_max: float | None = None
    price_decimals: int = Field(
        default=2,
        description="Decimals that the finest of the found prices needs, at least 2: a band ends "
        "one such step below its `high`.",
    )
    in_stock: int = 0


class SearchMetadata(BaseModel):
    search_type: Literal["hybrid", "text", "vector", "browse"]
    total_results: int = Field(
        description="Products that are what was asked for; where there are none, those that only "
        "come close. Pages and facets count the same."
    )
    exact_total: int = Field(
        default=0, description="Products that are what was asked for; 0 where none is."
    )
    confident: bool = Field(
        default=True, description="False where products only come close to what was asked for."
    )
    notice: str = Field(
        default="", description="Where it is not confident, a sentence for people that says so."
    )
    total_is_least: bool = Field(
        default=False, description="There may be more: a broad question is not counted to its end."
    )
    page: int = 1
    page_size: int = 24
    pages: int = 1
    weights: Weights | None = None
    understood: list[Understood] = []
    corrected_words: str = Field(
        default="", description="The words that were searched, where their spelling was corrected."
    )
    facets: Facets | None = None
    error: ErrorKind | None = None


class ProductSearchResult(BaseModel):
    data: list[ProductResult]
    metadata: SearchMetadata


class NamedSuggestion(BaseModel):
    """A category or a brand."""

    name: str
    url: str
    products: int


class ProductSuggestion(BaseModel):
    id: int
    name: str
    url: str
    brand: str = ""
    price: float
    currency: str
    signed_url: str | None = Field(
        default=None, description="The first picture; the address may expire."
    )


class SuggestionResult(BaseModel):
    """What somebody may mean who has typed so far, the likeliest first."""

    words: str = Field(
        description="The words that were looked up, in lower case; corrected where nothing begins "
        "as they were typed."
    )
    corrected: bool = False
    confident: bool = Field(
        default=True, description="False where products only come close to what was asked for."
    )
    notice: str = Field(
        default="", description="Where it is not confident, a sentence for people that says so."
    )
    queries: list[str] = []
    categories: list[NamedSuggestion] = []
    brands: list[NamedSuggestion] = []
    products: list[ProductSuggestion] = []


class CategoryResult(BaseModel):
    path: str
    slug: str
    url: str
    products: int = Field(description="Active products here and below.")


class ErrorBody(BaseModel):
    """The one body of every refusal."""

    code: str
    message: str
    retryable: bool = False
