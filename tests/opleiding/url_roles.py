"""Who may open what of Opleiding op Maat. Here Amina is a trainer, and Piet works for an institute and a university."""

from datetime import date

from ndt.people.models import Kind, Membership, Role
from opleiding import links
from opleiding.emails import opinion_token
from opleiding.models import Advice, Batch, Invitation, Meeting, Pool, Registration
from tests.house.roles import INVALID, LOGIN, NOT_FOUND, Row, everyone, members, only
from tests.opleiding import factories, meeting_world, module_world, round_world

SOLUTION = "opleiding"
ADVISERS = ("coordinator", "operator")
TEAM = ("coordinator", "operator")
ORGANISERS = ("provider", *TEAM)


def draft(_world):
    return {"slug": round_world.draft().slug}


def shown(_world):
    return {"slug": round_world.frozen().slug}


def outcome(_world):
    return {"slug": round_world.published().slug, "number": 1}


def stepping(_world):
    return {"slug": round_world.draft().slug, "name": "vastzetten"}


def leaving(_world):
    return {"slug": round_world.draft().slug, "code": "o9"}


def _works(world, role, kind):
    house = factories.organisation(kind)
    Membership.objects.create(user=world.users["provider"], organisation=house, role=role, since=date(2026, 1, 1))
    return house


def _institute(world):
    return factories.institute(organisation=_works(world, Role.INSTITUTE, Kind.INSTITUTE))


def institute(world):
    _institute(world)
    return {}


def university(world):
    factories.university(organisation=_works(world, Role.PROGRAMME, Kind.PROGRAMME))
    return {}


def programme(world):
    return {"number": _programme(world).pk}


def _programme(world):
    house = _works(world, Role.PROGRAMME, Kind.PROGRAMME)
    return factories.programme(university=factories.university(organisation=house))


def offering(world):
    return {"number": factories.offering(programme=_programme(world)).pk}


def rules(world):
    return {"number": factories.rules(_programme(world)).pk}


def pool(world):
    return {"number": Pool.objects.create(university=_programme(world).university, title="Samen", places=4).pk}


def development(world):
    return {"number": factories.development(university=_programme(world).university).pk}


def agreement(world):
    return {"number": factories.agreement(institute=_institute(world)).pk}


def batch(world):
    house = _institute(world)
    factories.agreement(institute=house)
    return {"number": factories.batch(house).pk}


def code(world):
    invitation = Invitation.objects.get(batch=Batch.objects.get(pk=batch(world)["number"]), number=1)
    return {"code": links.code_of(invitation)}


def claim(world):
    return {"number": factories.experience(factories.claiming(_institute(world))).pk}


def trainer(world):
    factories.trainer(user=world.users["family"])
    return {}


def question(world):
    return trainer(world) | {"slug": "studie"}


def study(world):
    row = factories.study(factories.trainer(user=world.users["family"]))
    return {"slug": "studie", "number": row.pk}


def _advice(world):
    found = factories.trainer(user=world.users["family"])
    factories.offering()
    factories.advise(found, factories.today())
    return found.advices.get()


def own_advice(world):
    return {"number": _advice(world).number}


def advice(world):
    given = _advice(world)
    return {"public_id": Advice.objects.get(pk=given.pk).public_id}


def organising(world):
    Membership.objects.create(
        user=world.users["provider"], organisation=world.organisations["team"], role=Role.ORGANISER,
        since=date(2026, 1, 1),
    )  # fmt: skip
    return {}


def coming(_world):
    return {"number": meeting_world.meeting(now=factories.today()).pk}


def meeting(world):
    return organising(world) | coming(world)


def series(world):
    organising(world)
    return {"slug": meeting_world.meeting(now=factories.today()).series.slug}


def registered(world):
    found = meeting(world)
    _seat(found["number"])
    return found


def _seat(number):
    found = Meeting.objects.get(pk=number)
    (who,) = meeting_world.crowd(found, 1, now=factories.today())
    return who


def undoing(world):
    found = meeting(world)
    return found | {"registration": _seat(found["number"]).pk}


def door_code(world):
    return {"ticket": _seat(meeting(world)["number"]).code}


def trainers_meeting(world):
    trainer(world)
    return coming(world)


def opinion(_world):
    found = meeting_world.meeting(now=factories.today())
    (who,) = meeting_world.crowd(found, 1, now=factories.today())
    Registration.objects.filter(pk=who.pk).update(attended_at=factories.today())
    return {"token": opinion_token(who)}


def _module(world, make):
    """A module of the university where Piet works."""
    return {"number": make(factories.today(), programme=_programme(world)).pk}


def shared_module(world):
    return _module(world, module_world.shared)


def open_module(_world):
    return {"number": module_world.opened(factories.today()).pk}


def trainers_module(world):
    trainer(world)
    return open_module(world)


def step_of_module(world):
    return shared_module(world) | {"name": "openen"}


def past_module(world):
    return _module(world, module_world.over)


def typed_code(_world):
    return {"code": "onzin"}


URLS = {
    "opleiding:front": Row(get=everyone(200)),
    "opleiding:simulator": Row(get=everyone(200)),
    "opleiding:simulator-csv": Row(get=everyone(200)),
    "opleiding:simulator-numbers-csv": Row(get=everyone(200)),
    "opleiding:rounds": Row(get=everyone(200)),
    "opleiding:round": Row(get=everyone(200), kwargs=shown),
    "opleiding:round-proof": Row(get=everyone(200), kwargs=shown),
    "opleiding:round-bundle": Row(get=everyone(200), kwargs=outcome),
    "opleiding:round-program": Row(get=everyone(200), kwargs=lambda _world: {"name": "verify_seed"}),
    # Nobody here has the profile of a trainer: GET says how to get one, POST is refused.
    "opleiding:my-list": Row(get=everyone(200, anonymous=LOGIN), post=everyone(403, anonymous=LOGIN), kwargs=shown),
    "opleiding:my-place": Row(get=everyone(200, anonymous=LOGIN), post=everyone(403, anonymous=LOGIN), kwargs=shown),
    "opleiding:round-desk": Row(get=only(*TEAM)),
    "opleiding:round-new": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID)),
    "opleiding:round-cockpit": Row(get=only(*TEAM), kwargs=draft),
    "opleiding:round-offerings": Row(post=only(*TEAM, gives=INVALID), kwargs=draft),
    "opleiding:round-commit": Row(post=only(*TEAM, gives=INVALID), kwargs=draft),
    "opleiding:round-record": Row(post=only(*TEAM, gives=INVALID), kwargs=draft),
    # A draft is not frozen: the step is refused.
    "opleiding:round-step": Row(post=only(*TEAM, gives=409), kwargs=stepping),
    "opleiding:round-withdraw": Row(post=only(*TEAM, gives=409), kwargs=leaving),
    "opleiding:meetings": Row(get=everyone(200)),
    "opleiding:meeting": Row(get=everyone(200), kwargs=coming),
    "opleiding:meeting-calendar": Row(get=everyone(200), kwargs=coming),
    # Who has no profile reads how to get one, and cannot register.
    "opleiding:my-meeting": Row(get=members(200), post=members(403, family=302), kwargs=trainers_meeting),
    "opleiding:opinion": Row(get=everyone(200), post=everyone(INVALID), kwargs=opinion),
    "opleiding:meeting-desk": Row(get=only(*ORGANISERS), kwargs=organising),
    "opleiding:new-series": Row(get=only(*ORGANISERS), post=only(*ORGANISERS, gives=INVALID), kwargs=organising),
    "opleiding:new-meeting": Row(get=only(*ORGANISERS), post=only(*ORGANISERS, gives=INVALID), kwargs=series),
    "opleiding:meeting-people": Row(get=only(*ORGANISERS), kwargs=registered),
    "opleiding:change-meeting": Row(get=only(*ORGANISERS), post=only(*ORGANISERS, gives=INVALID), kwargs=meeting),
    "opleiding:cancel-meeting": Row(get=only(*ORGANISERS), post=only(*ORGANISERS, gives=302), kwargs=meeting),
    "opleiding:opinions": Row(get=only(*ORGANISERS), kwargs=meeting),
    "opleiding:door": Row(
        get=only(*ORGANISERS), post=only(*ORGANISERS, gives=INVALID), kwargs=registered, data=typed_code
    ),
    # What the test sends is no list of scans.
    "opleiding:door-sync": Row(post=only(*ORGANISERS, gives=INVALID), kwargs=meeting),
    "opleiding:door-worker": Row(get=only(*ORGANISERS), kwargs=meeting),
    "opleiding:door-undo": Row(post=only(*ORGANISERS, gives=302), kwargs=undoing),
    "opleiding:door-code": Row(get=only(*ORGANISERS), kwargs=door_code),
    "opleiding:modules": Row(get=everyone(200)),
    "opleiding:module": Row(get=everyone(200), kwargs=open_module),
    "opleiding:my-module": Row(get=members(200), post=members(403, family=302), kwargs=trainers_module),
    "opleiding:module-desk": Row(get=only("provider"), kwargs=university),
    "opleiding:new-module": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=university),
    "opleiding:module-cockpit": Row(get=only("provider"), kwargs=shared_module),
    "opleiding:change-module": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=shared_module),
    # Both have to approve it first: the step is refused.
    "opleiding:module-step": Row(post=only("provider", gives=409), kwargs=step_of_module),
    "opleiding:stop-module": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=shared_module),
    "opleiding:evaluate-module": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=past_module),
    "opleiding:weights": Row(get=everyone(200)),
    "opleiding:begin": Row(get=everyone(200), post=everyone(INVALID)),
    "opleiding:invitation": Row(get=everyone(200), post=everyone(302, anonymous=200), kwargs=code),
    "opleiding:mine": Row(get=members(302, family=200), kwargs=trainer),
    "opleiding:question": Row(
        get=members(302, family=200),
        post=members(302, family=INVALID),
        kwargs=question,
        data=lambda _world: {"action": "next"},
    ),
    "opleiding:drop": Row(post=only("family", gives=302, others=NOT_FOUND), kwargs=study),
    "opleiding:progress": Row(get=members(302, family=200), post=members(302, family=INVALID), kwargs=trainer),
    "opleiding:erase": Row(get=members(302, family=200), post=members(302), kwargs=trainer),
    "opleiding:make-advice": Row(post=members(302), kwargs=trainer),
    "opleiding:advice": Row(get=only("family", others=NOT_FOUND), kwargs=own_advice),
    "opleiding:letter": Row(get=only("family", others=NOT_FOUND), kwargs=own_advice),
    "opleiding:adviser": Row(get=only(*ADVISERS)),
    "opleiding:amend": Row(get=only(*ADVISERS), post=only(*ADVISERS, gives=INVALID), kwargs=advice),
    "opleiding:institute": Row(get=only("provider"), kwargs=institute),
    "opleiding:agree": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=institute),
    "opleiding:signed": Row(get=only("provider"), kwargs=agreement),
    "opleiding:revoke": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=agreement),
    "opleiding:codes": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=institute),
    "opleiding:mailing": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=institute),
    "opleiding:batch": Row(get=only("provider"), kwargs=batch),
    "opleiding:codes-csv": Row(get=only("provider"), kwargs=batch),
    "opleiding:sheets": Row(get=only("provider"), kwargs=batch),
    "opleiding:order-sheets": Row(post=only("provider", gives=302), kwargs=batch),
    "opleiding:claims": Row(get=only("provider"), kwargs=institute),
    "opleiding:confirm": Row(post=only("provider", gives=302), kwargs=claim),
    "opleiding:university": Row(get=only("provider"), kwargs=university),
    "opleiding:new-programme": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=university),
    "opleiding:programme": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=programme),
    "opleiding:new-offering": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=programme),
    "opleiding:new-rules": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=programme),
    "opleiding:offering": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=offering),
    "opleiding:rules": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=rules),
    "opleiding:rules-json": Row(get=only("provider"), kwargs=rules),
    "opleiding:new-pool": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=university),
    "opleiding:pool": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=pool),
    "opleiding:drop-pool": Row(post=only("provider", gives=302), kwargs=pool),
    "opleiding:new-development": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=university),
    "opleiding:development": Row(get=only("provider"), post=only("provider", gives=INVALID), kwargs=development),
}
