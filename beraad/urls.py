"""Addresses of Het LerarenBeraad; all stand under /beraad/."""

from django.urls import path

from beraad.views import ceremony, desk, drawing, enrolling, invited, inviting, public, register, standing

app_name = "beraad"
urlpatterns = [
    path("", public.front, name="front"),
    path("reken-na/<slug:program>.py", public.verifier, name="verifier"),
    # /beraad/beheer/
    path("beheer/", desk.desk, name="desk"),
    path("beheer/nieuw/", desk.new, name="new"),
    path("beheer/scholen/", desk.school_list, name="schools"),
    path("beheer/scholen/<int:pk>/codes/", desk.codes, name="codes"),
    path("beheer/b/<slug:slug>/", desk.cockpit, name="cockpit"),
    path("beheer/b/<slug:slug>/stap/", desk.step, name="step"),
    path("beheer/b/<slug:slug>/partijen/", desk.parties, name="parties"),
    path("beheer/b/<slug:slug>/aantallen/", desk.population, name="population"),
    path("beheer/b/<slug:slug>/verdeling/", desk.quotas, name="quotas"),
    path("beheer/b/<slug:slug>/aanmelden/", enrolling.settings, name="enrolment"),
    path("beheer/b/<slug:slug>/meldingen/", enrolling.alerts, name="alerts"),
    path("beheer/b/<slug:slug>/links/", enrolling.links, name="links"),
    path("beheer/b/<slug:slug>/bekendmaken/", drawing.publish, name="publish"),
    path("beheer/b/<slug:slug>/loten/", drawing.record, name="record"),
    path("beheer/b/<slug:slug>/controle.zip", desk.auditor_bundle, name="auditor-bundle"),
    path("beheer/b/<slug:slug>/uitnodigen/", inviting.invite, name="invite"),
    path("beheer/b/<slug:slug>/uitnodigingen/", inviting.invitations, name="invitations"),
    path("beheer/b/<slug:slug>/uitnodigingen/afspraken/", inviting.plan, name="plan"),
    path("beheer/b/<slug:slug>/aanvullen/", inviting.prepare, name="prepare"),
    path("beheer/b/<slug:slug>/aanvulling/<int:number>/", inviting.round_, name="round"),
    path("beheer/b/<slug:slug>/aanvulling/<int:number>/loten/", inviting.record_round, name="record-round"),
    path("beheer/b/<slug:slug>/beginnen/", inviting.deliberate, name="deliberate"),
    path("beheer/b/<slug:slug>/cijfers/", standing.numbers, name="numbers"),
    path("beheer/b/<slug:slug>/verslag/", ceremony.order_paper, name="order-paper"),
    # /beraad/b/<slug>/
    path("b/<slug:slug>/", public.assembly, name="assembly"),
    path("b/<slug:slug>/aanmelden/", register.register, name="register"),
    path("b/<slug:slug>/poster.pdf", register.poster, name="poster"),
    path("b/<slug:slug>/flyer.pdf", register.flyer, name="flyer"),
    path("b/<slug:slug>/via/<slug:via>/", register.via, name="via"),
    path("b/<slug:slug>/via/<slug:via>/aanmelden/", register.register, name="register-via"),
    path("b/<slug:slug>/via/<slug:via>/poster.pdf", register.poster, name="poster-via"),
    path("b/<slug:slug>/via/<slug:via>/flyer.pdf", register.flyer, name="flyer-via"),
    path("b/<slug:slug>/kijk-in-je-mail/", public.mailbox, name="mailbox"),
    path("b/<slug:slug>/teruggetrokken/", public.withdrawn, name="withdrawn"),
    path("b/<slug:slug>/loting/", public.draw, name="draw"),
    path("b/<slug:slug>/loting/live/", ceremony.live, name="live"),
    path("b/<slug:slug>/loting/live/stand/", ceremony.live_part, name="live-part"),
    path("b/<slug:slug>/loting/verslag.pdf", ceremony.paper, name="paper"),
    path("b/<slug:slug>/loting/bewijs.zip", public.public_bundle, name="bundle"),
    path("b/<slug:slug>/loting/aanvulling/<int:number>/bewijs.zip", inviting.round_bundle, name="round-bundle"),
    # The links of a mail: the token stands in the path, since mail programs strip query strings.
    path("b/<slug:slug>/bevestig/<str:token>/", public.confirm, name="confirm"),
    path("b/<slug:slug>/mijn-lot/<str:token>/", public.mine, name="mine"),
    path("b/<slug:slug>/uitnodiging/<str:token>/", invited.invitation, name="invitation"),
    path("b/<slug:slug>/uitnodiging/<str:token>/nee/", invited.decline, name="decline"),
]
