"""Addresses for providers and their tutors."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
