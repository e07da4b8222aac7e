"""Reports on the records for staff: frequent searches, searches without results, and clicks."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Avg, Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from shop.models import Click, Record


@dataclass(frozen=True)
class Asked:
    """One query in one spelling: how often it was searched, how often a product was opened, and how
    many results it had last.
    """

    words: str
    searches: int
    clicked: int
    found: int

    @property
    def click_through(self) -> float:
        return self.clicked / self.searches


@dataclass(frozen=True)
class Summary:
    searches: int
    without_results: int
    clicked: int
    latency: float
    """Milliseconds, on average."""

    @property
    def click_through(self) -> float:
        return self.clicked / self.searches if self.searches else 0.0


def top_queries(days: int = 30, most: int = 20) -> list[Asked]:
    return _asked(_since(days), most)


def zero_result_queries(days: int = 30, most: int = 20) -> list[Asked]:
    """Returns queries without results: candidates for synonyms or for new products."""
    return _asked(_since(days).filter(total=0), most)


def never_clicked(days: int = 30, most: int = 20, least: int = 3) -> list[Asked]:
    """Returns queries with results that nobody opens."""
    return _asked(_since(days).filter(total__gt=0), most, Q(clicked=0, searches__gte=least))


def summary(days: int = 30) -> Summary:
    totals = _since(days).aggregate(
        searches=Count("id"),
        none=Count("id", filter=Q(total=0)),
        clicked=Count("id", filter=Q(has_click=True)),
        latency=Avg("latency"),
    )
    return Summary(totals["searches"], totals["none"], totals["clicked"], totals["latency"] or 0.0)


def clicks(words: str, days: int = 30, most: int = 20) -> list[tuple[int, int, float]]:
    """Returns (product id, number of clicks for these normalised words, mean place)."""
    opened = Click.objects.filter(
        record__normalised=words, created_at__gte=Now() - timedelta(days=days)
    )
    rows = (
        opened.order_by()
        .values_list("product_id")
        .annotate(n=Count("id"), place=Avg("position"))
        .order_by("-n", "place", "product_id")
    )
    return [(product, n, place) for product, n, place in rows[:most]]


def _since(days: int) -> QuerySet[Record]:
    opened = Exists(Click.objects.filter(record=OuterRef("pk")))
    return (
        Record.objects.filter(created_at__gte=Now() - timedelta(days=days))
        .annotate(has_click=opened)
        .order_by()
    )


def _asked(records: QuerySet[Record], most: int, having: Q | None = None) -> list[Asked]:
    rows = (
        records.exclude(normalised="")
        .values("normalised")
        .annotate(
            searches=Count("id"), clicked=Count("id", filter=Q(has_click=True)), found=Max("total")
        )
        .filter(having or Q())
        .order_by("-searches", "normalised")
    )
    return [
        Asked(row["normalised"], row["searches"], row["clicked"], row["found"])
        for row in rows[:most]
    ]
