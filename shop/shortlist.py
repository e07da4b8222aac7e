"""The short list: what a visitor keeps in mind, as ids in the session. Nobody has a cookie of it before the first product."""

from django.contrib.sessions.backends.base import SessionBase

from shop.models import Product
from site_config.errors import AisleError

KEY = "shortlist"
MOST = 24


class ShortListFull(AisleError):
    code = "shortlist_full"
    status = 409
    sentence = f"Your short list is full: it holds {MOST} products. Take one off to keep another."


class ProductGone(AisleError):
    code = "product_not_found"
    status = 404
    sentence = "This product is no longer in the shop."


def kept(session: SessionBase) -> list[int]:
    """The ids, in the order in which they were kept; what has left the shop is not among them. No query where nothing was ever kept."""
    ids: list[int] = session.get(KEY, [])
    still = set(Product.objects.filter(pk__in=ids, active=True).values_list("pk", flat=True)) if ids else set()
    return [pk for pk in ids if pk in still]


def keep(session: SessionBase, product_id: int) -> None:
    """Once is enough, and twice the same. Raises ShortListFull and ProductGone."""
    ids = kept(session)
    if product_id in ids:
        return
    if len(ids) >= MOST:
        raise ShortListFull
    if not Product.objects.filter(pk=product_id, active=True).exists():
        raise ProductGone
    session[KEY] = [*ids, product_id]


def drop(session: SessionBase, product_id: int) -> None:
    if KEY in session:
        session[KEY] = [pk for pk in kept(session) if pk != product_id]
