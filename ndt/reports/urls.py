"""Addresses of reports."""

from django.urls import path

from ndt.reports.views import desk, follow

app_name = "reports"
urlpatterns = [
    path("", desk.index, name="index"),
    path("volgen/gevraagd/", follow.asked, name="asked"),
    path("volgen/begonnen/", follow.begun, name="begun"),
    path("volgen/<str:token>/", follow.confirm, name="confirm"),
    path("<slug:slug>/", desk.report, name="report"),
    path("<slug:slug>/pdf/", desk.pdf, name="pdf"),
    path("<slug:slug>/bestel/", desk.order, name="order"),
    path("<slug:slug>/tabel-<int:number>.csv", desk.sheet, name="sheet"),
    path("<slug:slug>/volg/", follow.follow, name="follow"),
]
