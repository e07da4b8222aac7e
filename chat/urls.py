from django.urls import path

from chat import views

app_name = "chat"

urlpatterns = [
    path("", views.chat_page, name="page"),
    path("", views.chat_page, name="send"),
    path("new/", views.new_conversation, name="new"),
    path("fresh/", views.fresh_page, name="fresh"),
    path("panel/", views.chat_panel, name="panel"),
    path("<uuid:conversation_id>/", views.conversation_page, name="conversation"),
    path("<uuid:conversation_id>/messages/<uuid:message_id>/versions/", views.versions, name="versions"),
    path("<uuid:conversation_id>/stop/", views.stop, name="stop"),
]
