"""The shop's pages. One address serves a page and its fragment, and every state works without
JavaScript.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import CharField, Count, F, Func, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event
from django_htmx.middleware import HtmxDetails

from shop import shortlist
from shop.choices import chosen_variant, option_choices, show_variant
from shop.comparison import FEWEST, MOST, compare
from shop.errors import SHORTLIST
from shop.examples import examples
from shop.forms import SearchForm
from shop.listing import Listing, listing
from shop.models import Category, Product, ProductImage, Variant, attribute_items, attribute_words
from shop.pictures import content_type_of, is_allowed_source, name_from_token
from shop.records import is_automatic, number, recorded, write_click
from shop.search import SearchQuery, goes_with, similar
from shop.search.product_rows import products_by_id
from shop.search.suggest import suggest
from shop.structured import (
    Node,
    list_node,
    picture_addresses,
    picture_node,
    product_node,
    shop_node,
    trail_node,
)
from site_config.errors import AisleError
from site_config.origin import same_origin

MOST_DEPARTMENTS = 12
# The headers that decide which part of a search page is returned, and which record it continues.
ASKED_BY = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request", "HX-Target", "X-Search")


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    active = Product.objects.filter(active=True).values_list("pk", flat=True)
    available = active.exclude(stock__lte=0)
    liked = available.filter(rating__gte=4).order_by("-popularity", "id")[:8]
    new = list(available.order_by("-id")[:8]) or active.order_by("-id")[:8]
    context = {
        "departments": departments(),
        "liked": _products(liked),
        "new": _products(new),
        "examples": examples(),
        "structured": [shop_node(settings.SHOP_NAME, request.build_absolute_uri)],
    }
    return render(request, "shop/home.html", context)


def _products(ids: Iterable[int]) -> list[Product]:
    wanted = list(ids)
    found = products_by_id(wanted)
    return [found[pk] for pk in wanted if pk in found]


def departments() -> list[dict[str, Any]]:
    """Returns the top categories with the most active products, each with a product to picture it,
    in a fixed number of statements.
    """
    top = Func(
        F("category__slug"), Value("/"), Value(1), function="split_part", output_field=CharField()
    )
    active = Product.objects.filter(active=True, category__isnull=False).annotate(top=top)
    totals = dict(
        active.order_by()
        .values_list("top")
        .annotate(total=Count("id"))
        .order_by("-total", "top")[:MOST_DEPARTMENTS]
    )
    faces = dict(
        active.filter(top__in=list(totals))
        .order_by("top", "-popularity", "id")
        .distinct("top")
        .values_list("top", "pk")
    )
    products = products_by_id(list(faces.values()))
    tops = Category.objects.in_bulk(totals, field_name="slug")
    return [
        {"category": tops[slug], "total": total, "face": products[faces[slug]]}
        for slug, total in totals.items()
        if slug in tops and faces.get(slug) in products
    ]


@require_safe
def search_page(request: HtmxRequest) -> HttpResponse:
    return _results(request, SearchForm(request.GET))


@require_safe
def category_page(request: HtmxRequest, slug: str) -> HttpResponse:
    """Shows all products of a category. A request with any other parameter is an
    ordinary search.
    """
    get_object_or_404(Category, slug=slug)
    asked = request.GET.copy()
    asked["category"] = slug
    if asked.keys() & (SearchForm.base_fields.keys() - {"category"}):
        return redirect(f"{reverse('shop:search')}?{asked.urlencode()}")
    return _results(request, SearchForm(asked))


def _results(request: HtmxRequest, form: SearchForm) -> HttpResponse:
    is_fragment = _wants_fragment(request)
    query = form.query()
    previous = _previous_record(request, query, is_fragment)
    found = recorded(query, "page", continues=previous, silent=is_automatic(request))
    # Only staff see the explanation of scores; for others the page ignores it.
    explain = bool(form.cleaned_data.get("explain")) and request.user.is_staff
    shown = listing(found.page, form.cleaned_data.get("more", ""), found.id)
    context = {
        "form": form,
        "listing": shown,
        "structured": _structured(request, shown) if shown.canonical and not is_fragment else [],
        "record": found.id,
        "explain": explain,
        "examples": examples(),
    }
    if is_fragment:
        # static/js/shortlist.js marks the products on the shortlist, so no session is read while
        # somebody types.
        context["shortlist"] = []
    template = "shop/search.html#results" if is_fragment else "shop/search.html"
    response = render(request, template, context)
    # Runs after the response was sent; HttpResponse has no public name for this.
    response._resource_closers.append(found.write)  # type: ignore[attr-defined]  # noqa: SLF001
    # The response contains the record of this search, so no shared cache may store it.
    patch_vary_headers(response, ASKED_BY)
    patch_cache_control(response, private=True)
    return response


def _wants_fragment(request: HtmxRequest) -> bool:
    """Whether only the results, facets and chips change, which the page itself contains too."""
    if not request.htmx or request.htmx.history_restore_request:
        return False
    return not request.htmx.boosted or request.htmx.target == "results"


def _previous_record(request: HtmxRequest, query: SearchQuery, is_fragment: bool) -> int | None:
    """Returns the record of the search that this one goes on with: a further page names it in its
    address, and static/js/search.js in a header while somebody types.
    """
    if query.page > 1:
        return number(request.GET.get("search"))
    return number(request.headers.get("X-Search")) if is_fragment else None


def _structured(request: HttpRequest, shown: Listing) -> list[Node]:
    whole = request.build_absolute_uri
    name = shown.place.name if shown.place else settings.SHOP_NAME
    return [
        trail_node(settings.SHOP_NAME, shown.place, whole),
        list_node(name, shown.page.total, shown.page.products, whole),
    ]


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Returns the options below a search field for htmx. Where the results stand on the same page,
    no products are suggested.
    """
    found = suggest(request.GET.get("q", ""), with_products="words" not in request.GET)
    response = render(request, "shop/suggestions.html", {"found": found})
    response["Cache-Control"] = "private, max-age=60"
    return response


@require_safe
def product_page(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    products = Product.objects.for_display().prefetch_related("variants")
    # The page shows the description as markup too.
    products = products.defer(None).defer("facts", "variant_codes")
    product = get_object_or_404(products, pk=pk, active=True)
    if slug != product.slug:
        return redirect(product, permanent=True)
    structured = product_node(product, request.build_absolute_uri)
    variant = chosen_variant(product, request.GET.get("variant", ""))
    like = similar(product)
    whole, address = request.build_absolute_uri, product.get_absolute_url()
    trail = trail_node(settings.SHOP_NAME, product.category, whole, (product.name, address))
    context = {
        "structured": [structured, trail],
        "choices": option_choices(product, variant),
        "variant": variant,
        "picture": next(iter(picture_addresses(product, whole)), ""),
        "product": product,
        "attributes": attribute_rows(product),
        "similar": like,
        "goes_with": goes_with(product, without=tuple(each.pk for each in like)),
    }
    if shown := variant or (None if product.options else _only_variant(product)):
        show_variant(product, shown)
    response = render(request, "shop/product.html", context)
    write_click(request, product)
    return response


def _only_variant(product: Product) -> Variant | None:
    """Returns the variant of a product without options: its code is what the shop orders by."""
    return next(iter(product.variants.all()), None)


@require_safe
def picture_page(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Shows one picture of a product at full size; `number` counts from 1. It is the zoom without
    JavaScript.
    """
    product = get_object_or_404(Product.objects.for_display(), pk=pk, active=True)
    pictures = product.images.all()
    if not 1 <= number <= len(pictures):
        raise Http404("no such picture")
    if slug != product.slug:
        return redirect("shop:picture_page", pk, product.slug, number, permanent=True)
    image, address = pictures[number - 1], product.get_absolute_url()
    whole = request.build_absolute_uri
    context = {
        "product": product,
        "image": image,
        "number": number,
        "total": len(pictures),
        "previous": number - 1,
        "next": number + 1 if number < len(pictures) else 0,
        "structured": [
            trail_node(settings.SHOP_NAME, product.category, whole, (product.name, address)),
            picture_node(product, image, number, whole),
        ],
    }
    return render(request, "shop/picture.html", context)


def attribute_rows(product: Product) -> list[tuple[str, str]]:
    """Returns (name, value) of each known attribute; yes and no are written out."""
    said = dict(attribute_words(product.attributes))
    rows = []
    for key, value in attribute_items(product.attributes):
        name = key.replace("_", " ").strip()
        if isinstance(value, bool):
            rows.append((name, str(_("yes")) if value else str(_("no"))))
        elif name in said:
            rows.append((name, said[name]))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin
def shortlist_page(request: HttpRequest) -> HttpResponse:
    """GET shows the short list. POST adds a `product`, or removes it with keep=no."""
    if request.method == "POST":
        return _change_shortlist(request)
    ids = shortlist.kept(request.session)
    found = Product.objects.for_display().in_bulk(ids)
    context = {
        "products": [found[pk] for pk in ids if pk in found],
        "most": SHORTLIST,
        "most_compared": MOST,
    }
    response = render(request, "shop/shortlist.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _change_shortlist(request: HttpRequest) -> HttpResponse:
    """Answers htmx with the updated link of the header, and a form with a redirect to its page."""
    is_button = "HX-Request" in request.headers and request.headers.get("HX-Target") != "main"
    problem = ""
    try:
        change = shortlist.drop if request.POST.get("keep") == "no" else shortlist.keep
        change(request.session, number(request.POST.get("product")) or 0)
    except AisleError as error:
        problem = str(error)
    if is_button:
        is_kept = not problem and request.POST.get("keep") != "no"
        response = render(
            request, "shop/shortlist_change.html", {"is_kept": is_kept, "is_changed": not problem}
        )
        return (
            trigger_client_event(response, "notice", {"sentence": problem}, after="settle")
            if problem
            else response
        )
    if problem:
        messages.warning(request, problem)
    before = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        before, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(before if is_ours else "shop:shortlist")


@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    """Shows two to four products side by side. The address names them, so that the page can be
    shared.
    """
    asked = list(dict.fromkeys(request.GET.getlist("id")))
    found = (
        Product.objects.for_display()
        .filter(active=True)
        .in_bulk([pk for text in asked[:100] if (pk := number(text))])
    )
    there = [found[pk] for text in asked if (pk := number(text)) in found]
    products = there[:MOST]
    context = {
        "comparison": compare(products),
        "products": products,
        "gone": len(asked) - len(there),
        "is_cut": len(there) > MOST,
        "fewest": FEWEST,
        "most": MOST,
    }
    return render(request, "shop/compare.html", context)


@require_safe
def product_picture(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Redirects a permanent address to the present address of the picture."""
    image = (
        ProductImage.objects.filter(product=pk, product__active=True)
        .order_by("position", "id")[place : place + 1]
        .first()
    )
    # Otherwise an address from a feed could redirect visitors anywhere.
    if image is None or not (image.file or is_allowed_source(image.source_url)):
        raise Http404("no such picture")
    response = redirect(image.url)
    patch_cache_control(response, public=True, max_age=300)
    return response


@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponse:
    name = name_from_token(token)
    if name is None or not default_storage.exists(name):
        raise Http404("no such picture")
    with default_storage.open(name) as file:
        content = file.read()
    response = HttpResponse(content, content_type=content_type_of(content))
    response["Cache-Control"] = "private, max-age=3600, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    # If it is opened directly, it is not treated as a page of the shop, whatever its bytes are.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
