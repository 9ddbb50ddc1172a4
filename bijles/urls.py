"""Addresses of Pas Op Gelijke Kansen; all stand under /bijles/. One list an audience."""

from bijles import urls_family, urls_provider, urls_school, urls_settling

app_name = "bijles"
urlpatterns = [
    *urls_family.urlpatterns,
    *urls_provider.urlpatterns,
    *urls_settling.urlpatterns,
    *urls_school.urlpatterns,
]
