"""Addresses of WisselKracht; all stand under /wisselkracht/."""

from django.urls import path

from wisselkracht.views import desk, own, public

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
]
