"""Addresses of privacy."""

from django.urls import path

from ndt.privacy.views import public

app_name = "privacy"
urlpatterns = [
    path("mijn-gegevens/<str:token>/", public.opened, name="opened"),
]
