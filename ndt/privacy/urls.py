"""Addresses of privacy: for everybody, for who has a link by mail, for who has an account."""

from django.urls import path

from ndt.privacy.views import account, by_mail, public

app_name = "privacy"
urlpatterns = [
    path("privacy/", public.statement, name="page"),
    path("privacy/register/", public.register, name="register"),
    path("privacy/register.csv", public.register_csv, name="register_csv"),
    path("privacy/verwijderd/", public.erased, name="erased_nothing"),
    path("privacy/verwijderd/<uuid:tombstone>/", public.erased, name="erased"),
    path("privacy/mijn-gegevens/", by_mail.ask, name="ask"),
    path("privacy/mijn-gegevens/verstuurd/", by_mail.asked, name="asked"),
    path("privacy/mijn-gegevens/<str:token>/", by_mail.opened, name="opened"),
    path("privacy/mijn-gegevens/<str:token>/download/", by_mail.download, name="download"),
    path("privacy/mijn-gegevens/<str:token>/verwijderen/", by_mail.erase, name="erase"),
    path("account/gegevens/", account.own_data, name="account"),
    path("account/gegevens/download/", account.download, name="account_download"),
    path("account/verwijderen/", account.erase, name="account_erase"),
]
