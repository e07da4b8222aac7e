"""Categories of a feed, made where they are missing."""

from collections.abc import Iterable

from shop.models import SEPARATOR, Category, free_slug, path_parts, path_slug


def stored_categories(paths: Iterable[str]) -> dict[str, Category]:
    """Returns the row of every path and of every ancestor of it, made where it is missing."""
    wanted = {path for given in paths for path in _with_ancestors(given)}
    if not wanted:
        return {}
    found = {category.path: category for category in Category.objects.filter(path__in=wanted)}
    missing = sorted(wanted - found.keys())  # an ancestor sorts before what is below it
    if not missing:
        return found
    slugs = {path: category.slug for path, category in found.items()}
    _add_slugs(slugs, missing)
    Category.objects.bulk_create(
        [Category(path=path, slug=slugs[path]) for path in missing], ignore_conflicts=True
    )
    return {category.path: category for category in Category.objects.filter(path__in=wanted)}


def _with_ancestors(path: str) -> list[str]:
    parts = path_parts(path)
    return [SEPARATOR.join(parts[: depth + 1]) for depth in range(len(parts))]


def _add_slugs(slugs: dict[str, str], missing: Iterable[str]) -> None:
    """Adds a free slug for each path. Ancestors have to come before what is below them."""
    taken = set(Category.objects.values_list("slug", flat=True))
    for path in missing:
        *above, name = path_parts(path)
        start = slugs[SEPARATOR.join(above)] + "/" if above else ""
        slugs[path] = free_slug(start + path_slug(name), taken)
        taken.add(slugs[path])
