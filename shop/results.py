"""Converts products for programs: Product to shop.wire.ProductResult."""

from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from shop.models import Product, Variant, shown_picture
from shop.search import SearchPage
from shop.search.suggest import Suggestions
from shop.wire import (
    NamedSuggestion,
    ProductOption,
    ProductResult,
    ProductSearchResult,
    ProductSuggestion,
    ProductVariant,
    Scores,
    SearchMetadata,
    SuggestionResult,
    Understood,
)


def product_result(
    product: Product,
    scores: Scores | None = None,
    explanation: dict[str, float] | None = None,
    *,
    near: bool = False,
) -> ProductResult:
    """Expects `category` and `images` to be fetched; otherwise each costs a query."""
    sold = product.sold_variants
    least, most = _price_range(product)
    return ProductResult(
        id=product.pk,
        sku=product.sku,
        url=product.get_absolute_url(),
        name=product.name,
        description=product.description,
        category=product.category.path if product.category else "",
        brand=product.brand,
        price=float(product.price),
        compare_at_price=float(product.compare_at_price)
        if product.compare_at_price is not None
        else None,
        currency=product.currency,
        stock=product.stock,
        available=product.is_available,
        rating=float(product.rating) if product.rating is not None else None,
        rating_count=product.rating_count,
        attributes=product.attributes,
        options=[ProductOption.model_validate(option) for option in product.options],
        variants=[variant_result(product, each) for each in sold],
        variant=next((variant_result(product, each) for each in product.fitting), None),
        price_min=float(least),
        price_max=float(most),
        signed_url=shown_picture(product) or None,
        scores=scores or Scores(),
        near=near,
        explanation=explanation,
    )


def _price_range(product: Product) -> tuple[Decimal, Decimal]:
    """Returns the least and the highest price of all variants, also where only some fit."""
    if product.fitting:
        sold = product.sold_variants
        least = min(sold, key=lambda each: (not each.is_available, each.price))
        return least.price, max(each.price for each in sold)
    return product.price, product.price if product.price_max is None else product.price_max


def variant_result(product: Product, variant: Variant) -> ProductVariant:
    return ProductVariant(
        id=variant.pk,
        sku=variant.sku,
        gtin=variant.gtin,
        url=f"{product.get_absolute_url()}?variant={variant.pk}",
        values=variant.values,
        price=float(variant.price),
        compare_at_price=(
            float(variant.compare_at_price) if variant.compare_at_price is not None else None
        ),
        stock=variant.stock,
        available=variant.is_available,
        image_url=variant.image_url,
    )


def search_result(page: SearchPage, *, explain: bool = False) -> ProductSearchResult:
    return ProductSearchResult(
        data=[
            product_result(
                hit.product,
                hit.scores,
                hit.explanation if explain else None,
                near=not hit.is_exact,
            )
            for hit in page.hits
        ],
        metadata=SearchMetadata(
            search_type=page.search_type,
            total_results=page.total,
            exact_total=page.exact_total,
            confident=page.is_confident,
            notice=page.notice,
            total_is_least=page.is_capped,
            page=page.query.page,
            page_size=page.query.page_size,
            pages=page.pages,
            weights=page.weights,
            understood=[
                Understood(field=each.field, label=each.display_label, phrase=each.phrase)
                for each in page.understood
            ],
            corrected_words=page.corrected,
            facets=page.facets,
            error="system_error" if page.degraded else None,
        ),
    )


def suggestion_result(found: Suggestions) -> SuggestionResult:
    search = reverse("shop:search")
    return SuggestionResult(
        words=found.words,
        corrected=found.corrected,
        confident=not found.notice,
        notice=found.notice,
        queries=list(found.queries),
        categories=[
            NamedSuggestion(
                name=each.path,
                url=f"{search}?{urlencode({'category': each.slug})}",
                products=each.products,
            )
            for each in found.places
        ],
        brands=[
            NamedSuggestion(
                name=each.name,
                url=f"{search}?{urlencode({'brand': each.name})}",
                products=each.products,
            )
            for each in found.brands
        ],
        products=[_product_suggestion(product) for product in found.products],
    )


def _product_suggestion(product: Product) -> ProductSuggestion:
    pictures = list(product.images.all())
    return ProductSuggestion(
        id=product.pk,
        name=product.name,
        url=product.get_absolute_url(),
        brand=product.brand,
        price=float(product.price),
        currency=product.currency,
        signed_url=pictures[0].url if pictures else None,
    )
