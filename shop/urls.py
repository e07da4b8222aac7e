from django.urls import path

from shop import views

app_name = "shop"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_page, name="search"),
    path("c/<path:slug>/", views.category_page, name="category"),
    path("suggest/", views.suggestions, name="suggest"),
    path("p/<int:pk>/<str:slug>/", views.product_page, name="product"),
    path("p/<int:pk>/<str:slug>/pictures/<int:number>/", views.picture_page, name="picture_page"),
    path("p/<int:pk>/picture/<int:place>", views.product_picture, name="product_picture"),
    path("shortlist/", views.shortlist_page, name="shortlist"),
    path("compare/", views.compare_page, name="compare"),
    path("media/<str:token>", views.picture, name="picture"),
    path("healthz", views.health, name="health"),
]
