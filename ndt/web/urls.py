"""Addresses of the house itself."""

from django.urls import path

from ndt.web.views import home, pages

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("oplossingen/<slug:slug>/", home.solution, name="solution"),
    path("toegankelijkheid/", pages.accessibility, name="accessibility"),
    path("colofon/", pages.colophon, name="colophon"),
    path("robots.txt", pages.robots, name="robots"),
]
