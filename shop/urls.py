from django.urls import path, register_converter
from django.urls.converters import IntConverter

from shop import feed_views, views, webhook_views


class NumberConverter(IntConverter):
    """A number that PostgreSQL can hold; a longer one is no address of ours."""

    regex = "[0-9]{1,18}"


register_converter(NumberConverter, "number")

app_name = "shop"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_page, name="search"),
    path("c/<path:slug>/", views.category_page, name="category"),
    path("suggest/", views.suggestions, name="suggest"),
    path("p/<number:pk>/<str:slug>/", views.product_page, name="product"),
    path(
        "p/<number:pk>/<str:slug>/pictures/<number:number>/",
        views.picture_page,
        name="picture_page",
    ),
    path("p/<number:pk>/picture/<number:place>", views.product_picture, name="product_picture"),
    path("shortlist/", views.shortlist_page, name="shortlist"),
    path("compare/", views.compare_page, name="compare"),
    path("api/webhooks/<number:pk>", webhook_views.webhook, name="webhook"),
    path("feeds/<str:name>", feed_views.feed, name="feed"),
    path("media/<str:token>", views.picture, name="picture"),
]
