"""What the assistant says about the shop itself."""

from django.contrib import admin

from shop.models import ShopFact


@admin.register(ShopFact)
class ShopFactAdmin(admin.ModelAdmin[ShopFact]):
    list_display = ("title", "topic", "language", "active")
    list_filter = ("topic", "active")
    list_editable = ("active",)
    search_fields = ("title", "text")
