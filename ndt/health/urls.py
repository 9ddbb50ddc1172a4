"""Addresses about the platform itself. /livez, /readyz and /csp-rapport are answered by the middleware."""

from django.urls import path

from ndt.health import views

app_name = "health"
urlpatterns = [path("beveiliging/", views.security, name="security")]
