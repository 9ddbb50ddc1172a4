"""What the pages of an exchange show: the proposal to one of its people, what comes next, and what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from ndt.people.models import Role as Desk
from ndt.people.models import User
from wisselkracht.core import exchange_steps as core
from wisselkracht.core.exchange_steps import DeclineReason, Party, Role, State, Step
from wisselkracht.exchange_words import DECLINES, SHAPES, STATES, TAKEN, job_words
from wisselkracht.models import Applicant, Exchange, Job, LoggedStep, PersonalTheme, Place, ProposalAnswer, Signature
from wisselkracht.queries import exchange_facts
from wisselkracht.queries.vocabulary import label


@dataclass(frozen=True, slots=True)
class Going:
    """A teacher's job elsewhere, as the others may know it: no name before everybody said yes."""

    school: str
    place: str
    job: str
    fte: str
    days: tuple[int, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as one school sees it. there: where its teacher goes, with what is learned there; here: who comes, with
    what they bring. brings: what the own school is good at and the host wants. minutes: for the teacher alone.
    """

    there: Going
    here: Going
    brings: tuple[str, ...]
    minutes: int | None
    is_estimate: bool

    @property
    def words(self) -> str:
        """Give all of it as one text, of which a yes keeps the fingerprint."""
        return repr((self.there, self.here, self.brings))


def proposal(exchange: Exchange, place: Place, role: str) -> Proposal:
    """Give what somebody of a place sees of a proposal."""
    places = list(exchange.places.select_related("application__school", "teacher").order_by("number"))
    mine = next(one for one in places if one.pk == place.pk)
    host = exchange_facts.host_of(mine, places)
    guest = places[mine.number - 1]
    wanted = _goals(mine) | _personal(mine, PersonalTheme.Kind.GOAL)
    learned = _expertise(host) & wanted
    brought = (_expertise(guest) | _personal(guest, PersonalTheme.Kind.STRENGTH)) & _goals(mine)
    given = (_expertise(mine) | _personal(mine, PersonalTheme.Kind.STRENGTH)) & _goals(host)
    is_teacher = role == Role.TEACHER.value
    return Proposal(
        there=_going(host, learned),
        here=_going(guest, brought),
        brings=_labels(given),
        minutes=mine.direction.get("minutes") if is_teacher else None,
        is_estimate=bool(mine.direction.get("estimate", True)),
    )


def _going(place: Place, themes: Iterable[str]) -> Going:
    job, school = Job.objects.get(applicant=place.teacher_id), place.application.school
    return Going(
        school.title,
        school.place.title(),
        job_words(job.groups, job.subject, job.level),
        f"{job.fte / 100:g}".replace(".", ","),
        tuple(job.days),
        _labels(themes),
    )


def _labels(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(label(code) for code in codes))


def _expertise(place: Place) -> set[str]:
    return set(place.application.expertise.values_list("theme", flat=True))


def _goals(place: Place) -> set[str]:
    return set(place.application.goals.values_list("theme", flat=True))


def _personal(place: Place, kind: PersonalTheme.Kind) -> set[str]:
    return set(PersonalTheme.objects.filter(applicant=place.teacher_id, kind=kind).values_list("theme", flat=True))


def place_for(applicant: Applicant) -> Place | None:
    """Give the place of somebody's newest exchange; None while there was none."""
    places = Place.objects.filter(application=applicant.application_id).select_related("exchange__round__region")
    return places.order_by("-is_binding", "-exchange__proposed_at", "-exchange").first()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history. who: the school and the role, "" for what happens by itself."""

    words: str
    school: str
    role: str
    at: datetime
    why: str
    by: str


def history(exchange: Exchange) -> list[Line]:
    """Give every step that was taken, the newest first."""
    schools = dict(exchange.places.values_list("school_code", "application__school__title"))
    rows = LoggedStep.objects.filter(exchange=exchange).select_related("by").order_by("-at", "-pk")
    return [
        Line(
            str(TAKEN[Step(one.step)]),
            schools.get(one.school_code, ""),
            one.role,
            one.at,
            one.why,
            str(one.by) if one.by else "",
        )
        for one in rows
    ]


@dataclass(frozen=True, slots=True)
class Said:
    """One of the parties and how far they are: said yes, or signed."""

    code: str
    role: str
    school: str
    name: str
    email: str
    is_done: bool
    is_no: bool = False
    reason: str = ""
    words: str = ""


def said(exchange: Exchange) -> list[Said]:
    """Give who answered the proposal, or who signed the version that counts, once there is one."""
    places = list(exchange.places.select_related("application__school").order_by("number"))
    version = exchange_facts.current_version(exchange)
    signed = set(Signature.objects.filter(version=version).values_list("place", "role")) if version else set()
    answers = {(one.place_id, one.role): one for one in ProposalAnswer.objects.filter(place__in=places)}
    found = []
    for place in places:
        people = {one.role: one for one in place.application.people.all()}
        for role in core.AT_SCHOOL:
            answer = answers.get((place.pk, role.value))
            done = (place.pk, role.value) in signed if version else answer is not None and answer.is_yes
            person = people.get(role.value)
            found.append(
                Said(
                    place.school_code,
                    role.value,
                    place.application.school.title,
                    person.name if person else "",
                    person.email if person else "",
                    done,
                    answer is not None and not answer.is_yes,
                    str(DECLINES[DeclineReason(answer.reason)]) if answer and answer.reason else "",
                    answer.words if answer else "",
                )
            )
    return found


def steps_for(exchange: Exchange, party: Party, *, today: date) -> tuple[Step, ...]:
    """Give the steps that somebody may take from here, without those a page of their own asks for."""
    return core.possible(exchange_facts.facts_of(exchange, today=today), by=party)


def state_words(exchange: Exchange) -> str:
    """Give where an exchange stands in words."""
    return str(STATES[State(exchange.state)])


def state_shape(exchange: Exchange) -> str:
    """Give the shape that goes with where an exchange stands."""
    return SHAPES[State(exchange.state)]


def listed(rows: QuerySet[Exchange]) -> list[dict[str, Any]]:
    """Give exchanges for a list, with their schools."""
    found = rows.select_related("round").prefetch_related("places__application__school")
    return [
        {
            "exchange": one,
            "state": state_words(one),
            "shape": state_shape(one),
            "schools": [place.application.school.title for place in one.places.all()],
        }
        for one in found
    ]


def coordinators_of(exchange: Exchange) -> list[User]:
    """Give who coordinates the region of an exchange now; nobody while it has no team."""
    team = exchange.round.region.team_id
    if team is None:
        return []
    people = User.objects.filter(
        is_active=True, memberships__organisation=team, memberships__role=Desk.COORDINATOR
    ).distinct()
    return list(people.order_by("pk"))
