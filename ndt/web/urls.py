"""Addresses of the house itself."""

from django.urls import path

from ndt.web.views import home

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("oplossingen/<slug:slug>/", home.solution, name="solution"),
]
