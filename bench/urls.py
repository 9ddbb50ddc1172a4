"""Every address of the platform, and the peers it is measured against."""

from django.urls import path

from bench import peers
from ndt.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bench/<str:token>/niets/", peers.no_operation),
    path("bench/kaal/", peers.plain),
    *urlpatterns,
]
