"""Questions in other languages than English, and over catalogues of other languages."""

from shop.search.foreign.translation import Translation, translated

__all__ = ["Translation", "translated"]
