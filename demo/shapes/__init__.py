"""The shapes of the demo shop's goods; importing a module registers its shapes."""

import importlib
import pkgutil

from .product import SHAPES, Product
from .scene import Scene

__all__ = ["SHAPES", "Product", "Scene"]

for _module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")
