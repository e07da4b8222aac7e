from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path

from shop.crawlers import SITEMAPS, favicon, robots
from site_config.api import api, redoc
from site_config.health import health
from site_config.language import choose
from site_config.theme import logo, stylesheet

urlpatterns = [
    path("admin/", admin.site.urls),
    path("chat/", include("chat.urls")),
    path("embed/", include("embed.urls")),
    path("gallery/", include("gallery.urls")),
    path("healthz", health, name="health"),
    path("redoc", redoc, name="redoc"),
    path("language/", choose, name="language"),
    path("theme-<slug:version>.css", stylesheet, name="theme"),
    path("logo", logo, name="logo"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path(
        "sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}, name="sitemaps"
    ),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("", include("shop.urls")),
    path(
        "", api.urls
    ),  # last: it has a page of its own at the root, which says no more than that it has none
]
handler400 = "site_config.errors.bad_request"
handler403 = "site_config.errors.permission_denied"
handler404 = "site_config.errors.page_not_found"
handler500 = "site_config.errors.server_error"
