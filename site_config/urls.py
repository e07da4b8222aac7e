from django.contrib import admin
from django.urls import include, path

from site_config.api import api, redoc

urlpatterns = [
    path("admin/", admin.site.urls),
    path("chat/", include("chat.urls")),
    path("embed/", include("embed.urls")),
    path("redoc", redoc, name="redoc"),
    path("", include("shop.urls")),
    path("", api.urls),  # last: it has a page of its own at the root, which says no more than that it has none
]
handler400 = "site_config.errors.bad_request"
handler403 = "site_config.errors.permission_denied"
handler404 = "site_config.errors.page_not_found"
handler500 = "site_config.errors.server_error"
