"""What can be refused in the shop.

AisleError
├── ProductGone      not in the shop, or no longer
└── ShortListFull
"""

from site_config.errors import AisleError

SHORTLIST = 24


class ProductGone(AisleError):
    code = "product_not_found"
    status = 404
    sentence = "This product is no longer in the shop."


class ShortListFull(AisleError):
    code = "shortlist_full"
    status = 409
    sentence = f"Your short list is full: it holds {SHORTLIST} products. Take one off to keep another."
