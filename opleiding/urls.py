"""Addresses of Opleiding op Maat; all stand under /opleiding/."""

from django.urls import path

from opleiding.views import front, round_desk, rounds, shortage

app_name = "opleiding"
urlpatterns = [
    path("", front.front, name="front"),
    path("tekort/", shortage.simulator, name="simulator"),
    path("tekort.csv", shortage.simulator_csv, name="simulator-csv"),
    path("tekort-getallen.csv", shortage.numbers_csv, name="simulator-numbers-csv"),
    path("plaatsen/", rounds.rounds_page, name="rounds"),
    path("narekenen/<slug:name>.py", rounds.program, name="round-program"),
    path("plaatsen/<slug:slug>/", rounds.round_page, name="round"),
    path("plaatsen/<slug:slug>/mijn-lijst/", rounds.my_list, name="my-list"),
    path("plaatsen/<slug:slug>/mijn-plaats/", rounds.my_place, name="my-place"),
    path("plaatsen/<slug:slug>/bewijs/", rounds.proof, name="round-proof"),
    path("plaatsen/<slug:slug>/bewijs/<int:number>.zip", rounds.bundle, name="round-bundle"),
    path("beheer/plaatsen/", round_desk.desk, name="round-desk"),
    path("beheer/plaatsen/nieuw/", round_desk.new, name="round-new"),
    path("beheer/plaatsen/<slug:slug>/", round_desk.cockpit, name="round-cockpit"),
    path("beheer/plaatsen/<slug:slug>/opleidingen/", round_desk.offerings, name="round-offerings"),
    path("beheer/plaatsen/<slug:slug>/vastleggen/", round_desk.commit, name="round-commit"),
    path("beheer/plaatsen/<slug:slug>/uitkomst/", round_desk.record, name="round-record"),
    path("beheer/plaatsen/<slug:slug>/stap/<slug:name>/", round_desk.step, name="round-step"),
    path("beheer/plaatsen/<slug:slug>/weg/<slug:code>/", round_desk.withdraw, name="round-withdraw"),
]
