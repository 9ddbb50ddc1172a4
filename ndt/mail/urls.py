"""Addresses in letters."""

from django.urls import path

from ndt.mail import views

app_name = "mail"
urlpatterns = [path("afmelden/<str:token>/", views.unsubscribe, name="unsubscribe")]
