"""Pages for crawlers: the sitemap, robots.txt and icons."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shop.models import Category, Product


class Pages(Sitemap[str]):
    def items(self) -> list[str]:
        return ["shop:home", "shop:search"]

    def location(self, item: str) -> str:
        return reverse(item)


class Categories(Sitemap[Category]):
    """Categories that hold a product, directly or further down."""

    def items(self) -> list[Category]:
        filled = (
            Product.objects.filter(active=True, category__isnull=False)
            .order_by()
            .values_list("category__slug")
            .distinct()
        )
        steps = {
            "/".join(slug.split("/")[:depth])
            for (slug,) in filled
            for depth in range(1, slug.count("/") + 2)
        }
        return list(Category.objects.filter(slug__in=steps).order_by("pk"))


class Products(Sitemap[Product]):
    limit = 10_000  # of 50,000 allowed: a page of a large shop is to be made within a second

    def items(self) -> QuerySet[Product]:
        return Product.objects.filter(active=True).only("pk", "slug", "updated_at").order_by("pk")

    def lastmod(self, item: Product) -> datetime:
        return item.updated_at


SITEMAPS: dict[str, type[Sitemap[Any]]] = {
    "pages": Pages,
    "categories": Categories,
    "products": Products,
}


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    # A search has endless addresses, and what a visitor keeps is nobody else's.
    own = ("shop:suggest", "shop:shortlist", "shop:compare", "admin:index")
    closed = [f"{reverse('shop:search')}?", *map(reverse, own), "/api/"]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemaps'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Answers clients that request this address without reading the page."""
    return HttpResponsePermanentRedirect(static("favicon.svg"))
