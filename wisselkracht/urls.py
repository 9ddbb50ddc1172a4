"""Addresses of WisselKracht; all stand under /wisselkracht/."""

from django.urls import path

from wisselkracht.views import (
    agenda,
    desk,
    editing,
    mailing,
    mapping,
    matrix,
    own,
    papers,
    practices,
    proof,
    public,
    register,
    runs,
)

app_name = "wisselkracht"
urlpatterns = [
    path("", public.front, name="front"),
    path("reistijd/", public.travel, name="travel"),
    path("kijk-in-je-mail/", public.mailbox, name="mailbox"),
    path("teruggetrokken/", public.left, name="left"),
    path("ronde/<slug:slug>/aanmelden/", public.start, name="start"),
    # The links of a mail: the token stands in the path, since mail programs strip query strings.
    path("mijn/<str:token>/", own.mine, name="mine"),
    path("mijn/<str:token>/antwoord/", own.answer, name="answer"),
    path("mijn/<str:token>/nagaan/", own.check, name="check"),
    path("mijn/<str:token>/niet-hier/", own.exclusions, name="exclusions"),
    path("mijn/<str:token>/ander/<slug:role>/", own.replace, name="replace"),
    path("mijn/<str:token>/stoppen/", own.leave, name="leave"),
    # /wisselkracht/beheer/
    path("beheer/", desk.desk, name="desk"),
    path("beheer/nieuw/", desk.new, name="new"),
    path("beheer/ronde/<slug:slug>/", desk.cockpit, name="cockpit"),
    path("beheer/ronde/<slug:slug>/openen/", desk.open_round, name="open"),
    path("beheer/ronde/<slug:slug>/herinneren/", desk.remind, name="remind"),
    path("beheer/aanmelding/<int:number>/", desk.application, name="application"),
    path("beheer/aanmelding/<int:number>/brief/", desk.letter, name="letter"),
    # What everybody sees, and the rest of the desk.
    path("kaart/", mapping.schools, name="map"),
    path("mijn/<str:token>/kaart/", mapping.consent, name="consent"),
    path("agenda/<str:token>/wisselkracht.ics", agenda.feed, name="feed"),
    path("praktijken/", practices.stories, name="stories"),
    path("praktijken/<int:number>/", practices.story, name="story"),
    path("beheer/praktijken/", practices.judge, name="judge"),
    path("beheer/praktijken/<int:number>/", practices.judged, name="judged"),
    path("beheer/agenda/", agenda.agenda, name="agenda"),
    path("beheer/register/", register.register, name="register"),
    path("beheer/regio/", editing.regions, name="regions"),
    path("beheer/regio/nieuw/", editing.new_region, name="new_region"),
    path("beheer/regio/<slug:slug>/", editing.change_region, name="region"),
    path("beheer/ronde/<slug:slug>/aanpassen/", editing.change_round, name="change"),
    path("beheer/ronde/<slug:slug>/kaart/", editing.round_map, name="round_map"),
    path("beheer/ronde/<slug:slug>/mail/", mailing.write, name="mailing"),
    path("beheer/aanmelding/<int:number>/school/", register.closed, name="closed"),
    # Runs of a round, and the proof that everybody may see.
    path("controle/verify_exchange.py", proof.verifier, name="verifier"),
    path("ronde/<slug:slug>/bewijs/", proof.proof, name="proof"),
    path("ronde/<slug:slug>/bewijs/<int:number>.zip", proof.proof_files, name="proof-files"),
    path("beheer/ronde/<slug:slug>/berekeningen/", runs.overview, name="runs"),
    path("beheer/ronde/<slug:slug>/berekeningen/opnieuw/", runs.again, name="run-again"),
    path("beheer/ronde/<slug:slug>/berekeningen/naast-elkaar/", runs.compare, name="runs-compare"),
    path("beheer/ronde/<slug:slug>/berekening/<int:number>/", runs.run, name="run"),
    path("beheer/ronde/<slug:slug>/berekening/<int:number>/stap/", runs.step, name="run-step"),
    path("beheer/ronde/<slug:slug>/berekening/<int:number>/verslag/", papers.report, name="run-report"),
    path("beheer/ronde/<slug:slug>/berekening/<int:number>/bestanden/", papers.files, name="run-files"),
    path("beheer/ronde/<slug:slug>/berekening/<int:number>/ruil/<int:exchange>/", runs.exchange, name="run-exchange"),
    path("beheer/ronde/<slug:slug>/berekening/<int:number>/ruil/<int:exchange>/blad/", papers.sheet, name="run-sheet"),
    path(
        "beheer/ronde/<slug:slug>/berekening/<int:number>/zonder/<int:application>/", runs.without, name="run-without"
    ),
    path("beheer/ronde/<slug:slug>/berekening/<int:number>/zonder/<int:application>/blad/", papers.why, name="run-why"),
    path("beheer/ronde/<slug:slug>/passen/", matrix.matrix, name="matrix"),
    path("beheer/ronde/<slug:slug>/passen/<int:one>/<int:other>/", matrix.pair, name="pair"),
    path("beheer/ronde/<slug:slug>/besluit/<int:number>/ongedaan/", matrix.undo, name="ruling-undo"),
    path("beheer/ronde/<slug:slug>/besluit/<slug:kind>/<str:keys>/", matrix.ruling, name="ruling"),
]
