from django.urls import path, register_converter
from django.urls.converters import StringConverter

from embed import views
from embed.loader import loader


class Colour(StringConverter):
    """Six hexadecimal digits."""

    regex = "[0-9a-f]{6}"


register_converter(Colour, "colour")
app_name = "embed"

urlpatterns = [
    path("aisle.js", loader, name="loader"),
    path("chat/", views.chat, name="chat"),
    path("search/", views.search, name="search"),
    path("accent-<colour:colour>.css", views.accent, name="accent"),
    path("demo/", views.demo, name="demo"),
]
