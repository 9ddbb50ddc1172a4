"""Addresses for families, and the front page."""

from django.urls import URLPattern, path

from bijles.views import front, proving

urlpatterns: list[URLPattern] = [
    path("", front.front, name="front"),
    path("begin/<slug:slug>/", proving.begin, name="begin"),
]
