"""Addresses of ordered documents."""

from django.urls import path

from ndt.pdf import views

app_name = "pdf"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:pk>/", views.order, name="order"),
    path("<uuid:pk>/bestand/", views.download, name="download"),
]
