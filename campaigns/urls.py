"""Addresses of the campaign and its petitions."""

from django.urls import path

from campaigns.views import count, desk, public

app_name = "campaigns"
urlpatterns = [
    path("kansen-te-koop/", public.front, name="front"),
    # /petitie/<slug>/
    path("petitie/<slug:slug>/", public.petition, name="petition"),
    path("petitie/<slug:slug>/teken/", public.sign, name="sign"),
    path("petitie/<slug:slug>/jonger-dan-16/", public.young, name="young"),
    path("petitie/<slug:slug>/kijk-in-uw-mail/", public.mailbox, name="mailbox"),
    path("petitie/<slug:slug>/aantal.json", count.count, name="count"),
    path("petitie/<slug:slug>/insluiten/", count.embed, name="embed"),
    path("petitie/<slug:slug>/poster.pdf", public.poster, name="poster"),
    # The links of a mail: the token stands in the path, since mail programs strip query strings.
    path("petitie/<slug:slug>/bevestig/<str:token>/", public.confirm, name="confirm"),
    path("petitie/<slug:slug>/bedankt/<str:token>/", public.thanks, name="thanks"),
    path("petitie/<slug:slug>/intrekken/<str:token>/", public.withdraw, name="withdraw"),
    path("petitie/<slug:slug>/dit-was-ik-niet/<str:token>/", public.not_me, name="not-me"),
    path("petitie/<slug:slug>/toch-mail/", public.mail_again, name="mail-again"),
    # /kansen-te-koop/beheer/
    path("kansen-te-koop/beheer/", desk.desk, name="desk"),
    path("kansen-te-koop/beheer/<slug:slug>/", desk.cockpit, name="cockpit"),
    path("kansen-te-koop/beheer/<slug:slug>/stap/", desk.step, name="step"),
    path("kansen-te-koop/beheer/<slug:slug>/controle/", desk.review, name="review"),
    path("kansen-te-koop/beheer/<slug:slug>/vertrouwen/", desk.trust, name="trust"),
    path("kansen-te-koop/beheer/<slug:slug>/tekst/", desk.text, name="text"),
    path("kansen-te-koop/beheer/<slug:slug>/antwoord/", desk.answer, name="answer"),
    path("kansen-te-koop/beheer/<slug:slug>/lijst.csv", desk.delivery, name="delivery"),
]
