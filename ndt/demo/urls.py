"""Addresses that exist only in the demo."""

from django.urls import path

from ndt.demo import parts, views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("inloggen/", views.log_in, name="log_in"),
    path("postvak/", views.mailbox, name="mailbox"),
    path("postvak/<int:pk>/", views.mail, name="mail"),
    path("postvak/<int:pk>/inhoud/", views.mail_body, name="mail_body"),
    path("postvak/<int:pk>/bijlage/<int:number>/", views.attachment, name="attachment"),
    path("onderdelen/", parts.parts, name="parts"),
    path("telefoon/", views.phone, name="phone"),
]
