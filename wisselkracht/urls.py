"""Addresses of WisselKracht; all stand under /wisselkracht/."""

from django.urls import path

from wisselkracht.views import agenda, desk, editing, mailing, mapping, own, public, register

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
    path("beheer/agenda/", agenda.agenda, name="agenda"),
    path("beheer/register/", register.register, name="register"),
    path("beheer/regio/", editing.regions, name="regions"),
    path("beheer/regio/nieuw/", editing.new_region, name="new_region"),
    path("beheer/regio/<slug:slug>/", editing.change_region, name="region"),
    path("beheer/ronde/<slug:slug>/aanpassen/", editing.change_round, name="change"),
    path("beheer/ronde/<slug:slug>/kaart/", editing.round_map, name="round_map"),
    path("beheer/ronde/<slug:slug>/mail/", mailing.write, name="mailing"),
    path("beheer/aanmelding/<int:number>/school/", register.closed, name="closed"),
]
