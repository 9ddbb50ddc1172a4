"""Who may open what of the assembly."""

from beraad import links
from beraad.links import Purpose
from beraad.models import Link, School
from beraad.services import inviting as asking
from tests.beraad import factories
from tests.house.roles import INVALID, NOT_FOUND, Row, everyone, only

SOLUTION = "beraad"


def concept(world):
    return {"slug": factories.assembly().slug}


def opened(world):
    return {"slug": factories.opened().slug}


def school(world):
    made, _made = School.objects.get_or_create(title="De Voorbeeldschool", defaults={"staff": 3})
    return {"pk": made.pk}


def link(purpose, state):
    def arguments(world):
        made = factories.registration(factories.opened(), state=state)
        return {"slug": made.assembly.slug, "token": links.token(purpose, made.public_id)}

    return arguments


def inviting(world):
    return {"slug": factories.inviting().slug}


def invited(world):
    found = factories.inviting().invitations.first()
    token = links.token(Purpose.INVITATION, found.ticket.registration.public_id)
    return {"slug": found.assembly.slug, "token": token}


def replacement(world):
    assembly = factories.inviting()
    asking.decline(invitation=assembly.invitations.first(), why="dates", now=factories.NOON)
    return {"slug": assembly.slug, "number": factories.proposed(assembly).number}


def counted(world):
    made = factories.opened()
    link = Link.objects.create(assembly=made, slug="koffiekamer", title="Koffiekamer")
    return {"slug": made.slug, "via": link.slug}


def plan(world):
    made = factories.seated(factories.gathered())
    return {"slug": made.assembly.slug, "pk": made.pk}


def seated(world):
    made = factories.seated(factories.gathered())
    return {"slug": made.assembly.slug, "pk": made.pk, "ticket": made.seats.first().invitation.ticket.number}


TEAM = ("coordinator", "operator")

URLS = {
    "beraad:front": Row(get=everyone(200)),
    "beraad:verifier": Row(get=everyone(200), kwargs=lambda _world: {"program": "verify_lottery"}),
    "beraad:assembly": Row(get=everyone(200), kwargs=opened),
    "beraad:register": Row(get=everyone(200), post=everyone(INVALID), kwargs=opened),
    "beraad:register-via": Row(get=everyone(200), post=everyone(INVALID), kwargs=counted),
    "beraad:via": Row(get=everyone(200), kwargs=counted),
    "beraad:poster": Row(get=everyone(200), kwargs=opened),
    "beraad:poster-via": Row(get=everyone(200), kwargs=counted),
    "beraad:flyer": Row(get=everyone(200), kwargs=opened),
    "beraad:flyer-via": Row(get=everyone(200), kwargs=counted),
    "beraad:mailbox": Row(get=everyone(200), kwargs=opened),
    "beraad:withdrawn": Row(get=everyone(200), kwargs=opened),
    "beraad:draw": Row(get=everyone(200), kwargs=opened),
    "beraad:live": Row(get=everyone(200), kwargs=opened),
    "beraad:live-part": Row(get=everyone(200), kwargs=opened),
    "beraad:paper": Row(get=everyone(NOT_FOUND), kwargs=opened),
    "beraad:numbers": Row(get=only(*TEAM), kwargs=concept),
    "beraad:order-paper": Row(post=only(*TEAM, gives=302), kwargs=concept),
    "beraad:bundle": Row(get=everyone(NOT_FOUND), kwargs=opened),
    "beraad:confirm": Row(get=everyone(200), post=everyone(302), kwargs=link(Purpose.CONFIRM, "pending")),
    "beraad:mine": Row(get=everyone(200), post=everyone(INVALID), kwargs=link(Purpose.MINE, "confirmed")),
    "beraad:desk": Row(get=only(*TEAM)),
    "beraad:new": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID)),
    "beraad:schools": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID)),
    "beraad:codes": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=school),
    "beraad:cockpit": Row(get=only(*TEAM), kwargs=concept),
    "beraad:step": Row(post=only(*TEAM, gives=INVALID), kwargs=concept),
    "beraad:parties": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=concept),
    "beraad:population": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=concept),
    "beraad:quotas": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=opened),
    "beraad:enrolment": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=concept),
    "beraad:alerts": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=concept),
    "beraad:links": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=concept),
    "beraad:publish": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=concept),
    "beraad:record": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=concept),
    "beraad:auditor-bundle": Row(get=only(*TEAM, gives=409), kwargs=concept),
    "beraad:invite": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=concept),
    "beraad:invitations": Row(get=only(*TEAM), kwargs=inviting),
    "beraad:plan": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=inviting),
    "beraad:prepare": Row(post=only(*TEAM, gives=409), kwargs=concept),
    "beraad:round": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=replacement),
    "beraad:record-round": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=replacement),
    "beraad:deliberate": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=inviting),
    "beraad:tables": Row(get=only(*TEAM), kwargs=inviting),
    "beraad:tables-new": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=inviting),
    "beraad:table-rules": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=inviting),
    "beraad:tables-plan": Row(get=only(*TEAM), kwargs=plan),
    "beraad:tables-step": Row(post=only(*TEAM, gives=INVALID), kwargs=plan),
    "beraad:tables-person": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=seated),
    "beraad:tables-renew": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=plan),
    "beraad:tables-fix": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=plan),
    "beraad:tables-csv": Row(get=only(*TEAM), kwargs=plan),
    "beraad:tables-paper": Row(post=only(*TEAM, gives=302), kwargs=plan),
    "beraad:round-bundle": Row(get=everyone(NOT_FOUND), kwargs=replacement),
    "beraad:invitation": Row(get=everyone(200), post=everyone(INVALID), kwargs=invited),
    "beraad:decline": Row(get=everyone(200), post=everyone(INVALID), kwargs=invited),
}
