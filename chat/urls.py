from django.urls import path, register_converter
from django.urls.converters import StringConverter

from chat.transport import history_views, views


class Kind(StringConverter):
    regex = "json|md"


register_converter(Kind, "kind")
app_name = "chat"

urlpatterns = [
    path("", views.chat_page, name="page"),
    path("", views.chat_page, name="send"),
    path("new/", views.new_conversation, name="new"),
    path("fresh/", views.fresh_page, name="fresh"),
    path("panel/", views.chat_panel, name="panel"),
    path("mine/", history_views.mine, name="mine"),
    path("<uuid:conversation_id>/", views.conversation_page, name="conversation"),
    path("<uuid:conversation_id>/changes/", views.changes, name="changes"),
    path(
        "<uuid:conversation_id>/messages/<uuid:message_id>/versions/",
        views.versions,
        name="versions",
    ),
    path("<uuid:conversation_id>/stop/", views.stop, name="stop"),
    path("<uuid:conversation_id>/select/", views.select, name="select"),
    path(
        "<uuid:conversation_id>/conversation.<kind:kind>", history_views.download, name="download"
    ),
    path("<uuid:conversation_id>/erase/", history_views.erase, name="erase"),
    path(
        "<uuid:conversation_id>/messages/<uuid:message_id>/feedback/", views.rate, name="feedback"
    ),
]
