"""Addresses below /.well-known/, that other programs know; they have no language."""

from django.urls import path

from ndt.health import views

app_name = "well_known"
urlpatterns = [
    path("security.txt", views.security_txt, name="security_txt"),
    path("change-password", views.change_password, name="change_password"),
]
