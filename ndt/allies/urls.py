"""Addresses of taking part."""

from django.urls import path

from ndt.allies.views import coordinator, public

app_name = "allies"
urlpatterns = [
    path("", public.index, name="index"),
    path("verzonden/", public.sent, name="sent"),
    path("wordt-bekeken/", public.held, name="held"),
    path("bericht/<str:token>/", public.mine, name="mine"),
    path("bericht/<str:token>/weg/", public.withdraw, name="withdraw"),
    path("weg/", public.gone, name="gone"),
    path("berichten/", coordinator.desk, name="desk"),
    path("berichten/<int:pk>/", coordinator.case, name="case"),
    path("berichten/<int:pk>/antwoord/", coordinator.answer, name="answer"),
    path("berichten/<int:pk>/doorlaten/", coordinator.release, name="release"),
    path("berichten/<int:pk>/sluiten/", coordinator.close, name="close"),
    path("<slug:slug>/", public.offer, name="offer"),
]
