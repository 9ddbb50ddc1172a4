"""Addresses of Opleiding op Maat; all stand under /opleiding/."""

from django.urls import path

from opleiding.views import front, shortage

app_name = "opleiding"
urlpatterns = [
    path("", front.front, name="front"),
    path("tekort/", shortage.simulator, name="simulator"),
    path("tekort.csv", shortage.simulator_csv, name="simulator-csv"),
    path("tekort-getallen.csv", shortage.numbers_csv, name="simulator-numbers-csv"),
]
