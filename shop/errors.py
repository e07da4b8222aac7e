"""What can be refused in the shop.

AisleError
├── ProductGone      not in the shop, or no longer
└── ShortListFull
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from site_config.errors import AisleError

SHORTLIST = 24


class ProductGone(AisleError):
    code = "product_not_found"
    status = 404
    sentence = _("This product is no longer in the shop.")


class ShortListFull(AisleError):
    code = "shortlist_full"
    status = 409
    sentence = format_lazy(
        _("Your short list is full: it holds {most} products. Remove one to add another."),
        most=SHORTLIST,
    )
