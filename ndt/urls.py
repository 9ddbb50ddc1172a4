"""Every address of the platform, room by room."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

ROOMS = {
    "campaigns": "",
    "bijles": "bijles/",
    "opleiding": "opleiding/",
    "wisselkracht": "wisselkracht/",
    "beraad": "beraad/",
    "inspectie": "inspectie/",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ndt.web.urls")),
    path("account/", include("ndt.people.urls")),
    path("beheer/", admin.site.urls),
    *(path(prefix, include(f"{room}.urls")) for room, prefix in ROOMS.items() if find_spec(f"{room}.urls")),
    *([path("demo/", include("ndt.demo.urls"))] if settings.DEMO else []),
]

handler400 = "ndt.web.views.errors.bad_request"
handler403 = "ndt.web.views.errors.forbidden"
handler404 = "ndt.web.views.errors.not_found"
handler500 = "ndt.web.views.errors.server_error"
