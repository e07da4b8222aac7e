"""Questions in other languages than English, and over catalogues of other languages."""

from shop.search.foreign.pieces import Translation
from shop.search.foreign.translation import translated

__all__ = ["Translation", "translated"]
