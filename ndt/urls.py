"""Every address of the platform, room by room.

The language stands in the address: nothing before it is Dutch, `/en/` is English. So a page never
needs a cookie to know its language, and a link shows everybody the same.
"""

from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

ROOMS = {
    "campaigns": "",
    "bijles": "bijles/",
    "opleiding": "opleiding/",
    "wisselkracht": "wisselkracht/",
    "beraad": "beraad/",
    "inspectie": "kwaliteit-in-zicht/",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path(".well-known/", include("ndt.health.well_known")),
    *i18n_patterns(
        path("", include("ndt.web.urls")),
        path("", include("ndt.health.urls")),
        path("", include("ndt.mail.urls")),
        path("", include("ndt.privacy.urls")),
        path("account/", include("ndt.people.urls")),
        path("doe-mee/", include("ndt.allies.urls")),
        path("documenten/", include("ndt.pdf.urls")),
        path("rapporten/", include("ndt.reports.urls")),
        path("beheer/", admin.site.urls),
        *(path(prefix, include(f"{room}.urls")) for room, prefix in ROOMS.items() if find_spec(f"{room}.urls")),
        prefix_default_language=False,
    ),
    *([path("demo/", include("ndt.demo.urls"))] if settings.DEMO else []),
]

handler400 = "ndt.web.views.errors.bad_request"
handler403 = "ndt.web.views.errors.forbidden"
handler404 = "ndt.web.views.errors.not_found"
handler429 = "ndt.web.views.errors.too_many"
handler500 = "ndt.health.views.server_error"
