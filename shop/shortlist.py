"""The short list: ids of products in the session. It needs no cookie before the first product."""

from django.contrib.sessions.backends.base import SessionBase

from shop.errors import SHORTLIST, ProductGone, ShortListFull
from shop.models import Product

KEY = "shortlist"


def kept(session: SessionBase) -> list[int]:
    """Returns the ids in the order in which they were added, without products that left the shop.
    Costs no query where the list was never used.
    """
    ids: list[int] = session.get(KEY, [])
    still = (
        set(Product.objects.filter(pk__in=ids, active=True).values_list("pk", flat=True))
        if ids
        else set()
    )
    return [pk for pk in ids if pk in still]


def keep(session: SessionBase, product_id: int) -> None:
    """Adds a product; adding it twice changes nothing. Raises ShortListFull and ProductGone."""
    ids = kept(session)
    if product_id in ids:
        return
    if len(ids) >= SHORTLIST:
        raise ShortListFull
    if not Product.objects.filter(pk=product_id, active=True).exists():
        raise ProductGone
    session[KEY] = [*ids, product_id]


def drop(session: SessionBase, product_id: int) -> None:
    if KEY in session:
        session[KEY] = [pk for pk in kept(session) if pk != product_id]
