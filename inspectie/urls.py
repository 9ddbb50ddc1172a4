"""Addresses under /kwaliteit-in-zicht/, page by page. A page's CSV and JSON stand beside it."""

from django.urls import path

from inspectie.views import overview

app_name = "inspectie"
urlpatterns = [
    path("", overview.overview, name="overview"),
]
