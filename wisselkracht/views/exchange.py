"""The exchange on the own page of each of the six or nine: see it, and take the steps that are theirs. No account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ndt.calendars import ics
from ndt.pdf.http import answer as pdf_answer
from wisselkracht import links, pdf
from wisselkracht.core import evaluations
from wisselkracht.core.exchange_steps import Item, Need, Role, State, Step
from wisselkracht.core.lifecycle_errors import (
    BadAgreement,
    BadForm,
    HolidaysUnknown,
    IllegalStep,
    LifecycleError,
    NotCarried,
    NotReady,
    NotYours,
)
from wisselkracht.core.refusals import SamePerson
from wisselkracht.exchange_words import ITEMS, NEEDS, STEPS
from wisselkracht.forms import SteppedForm
from wisselkracht.forms.agreement import AgreementForm
from wisselkracht.forms.exchange import FORMS, SLUGS, STEPS_BY_SLUG, Act
from wisselkracht.forms.reviewing import ReviewForm
from wisselkracht.models import Exchange, Place
from wisselkracht.pdf.agreements import caution
from wisselkracht.pdf.words import euros
from wisselkracht.queries import exchange_facts, exchanges
from wisselkracht.services import agreeing, carrying, living, minding

CAN_END: Final = (Step.DECLINE, Step.WITHDRAW, Step.STOP_EARLY, Step.LOSE_BUDDY, Step.DROP_EXTENSION)


def act_of(token: str) -> Act:
    """Give who opens a link and their newest exchange; 404 when there is none."""
    applicant = links.applicant_of(token)
    place = exchanges.place_for(applicant) if applicant is not None else None
    if applicant is None or place is None:
        raise Http404
    return Act(place.exchange, carrying.party(place, applicant), timezone.now(), place, applicant)


@require_safe
@never_cache
def mine(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show how an exchange stands and what is asked now."""
    act = act_of(token)
    place, applicant = act.party()
    exchange, today = act.exchange, timezone.localdate(act.now)
    steps = exchanges.steps_for(exchange, act.by.party, today=today)
    version = exchange_facts.current_version(exchange)
    own = {(one.code, one.role): one for one in exchanges.said(exchange)}
    me = own[place.school_code, applicant.role]
    moments = minding.own_moments(exchange, place, Role(applicant.role), today=today)
    context = {
        "act": act,
        "exchange": exchange,
        "state": exchanges.state_words(exchange),
        "shape": exchanges.state_shape(exchange),
        "proposal": exchanges.proposal(exchange, place, applicant.role) if not exchange.is_final else None,
        # Once it ended, a list of who said yes would tell who said no.
        "said": [] if exchange.is_final else list(own.values()),
        # Names and addresses are for who agreed to exchange with each other.
        "know_each_other": exchange.at is not State.PROPOSED and not exchange.is_final,
        "token": token,
        "asked": [(SLUGS[step], STEPS[step]) for step in steps if _is_asked(step, act, me, has_moments=bool(moments))],
        "ends": [(SLUGS[step], STEPS[step]) for step in steps if step in CAN_END],
        "version": version,
        "trainings": place.trainings.all(),
        "goals": place.goals.all(),
        "moments": place.moments.all(),
        "history": exchanges.history(exchange),
    }
    return render(request, "wisselkracht/exchange_mine.html", context)


def _is_asked(step: Step, act: Act, me: exchanges.Said, *, has_moments: bool) -> bool:
    """Say whether a step that is allowed is there to be taken by this person today."""
    place, _applicant = act.party()
    meeting = act.exchange.meeting_on
    held_back = {
        Step.SAY_YES: me.is_done,
        Step.SIGN: me.is_done,
        Step.HOLD_MEETING: meeting is None or meeting > timezone.localdate(act.now),
        Step.FINISH_TRAINING: not place.trainings.filter(finished_at=None).exists(),
        Step.EVALUATE: not has_moments,
        Step.REPLACE_BUDDY: place.buddy_lost_on is None,
    }
    return step not in CAN_END and not held_back.get(step, False)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: HttpRequest, token: str, slug: str) -> HttpResponseBase:
    """Ask what a step needs, one question a page; the button takes it."""
    act = act_of(token)
    place, applicant = act.party()
    asked = STEPS_BY_SLUG.get(slug)
    allowed = exchanges.steps_for(act.exchange, act.by.party, today=timezone.localdate(act.now))
    if asked is None:
        raise Http404
    if asked not in allowed:
        messages.info(request, _("Dit kan nu niet meer. Hier ziet u hoe het staat."))
        return redirect("wisselkracht:exchange_mine", token)
    proposal = exchanges.proposal(act.exchange, place, applicant.role)
    act = Act(act.exchange, act.by, act.now, place, applicant, living.shown_fingerprint(proposal.words))
    extra = {"proposal": proposal, "token": token}
    return take(request, act, asked, "wisselkracht/exchange_step.html", extra)


def take(request: HttpRequest, act: Act, asked: Step, template: str, extra: dict[str, Any]) -> HttpResponseBase:
    """Draw the form of a step, or take it; for a party and for the coordinator."""
    form = _form(act, asked, request.POST if request.method == "POST" else None)
    if form is None:
        messages.info(request, _("Er is nu niets om in te vullen. Wij mailen u als het zover is."))
        return _back(act, extra)
    context = {"act": act, "exchange": act.exchange, "step": asked.value, "title": STEPS[asked]} | extra
    context |= _paper(act.exchange, asked)
    if isinstance(form, AgreementForm) and not _walks(request, form, context):
        return render(request, template, context, status=422 if context.get("wrong") else 200)
    status = 200
    if form.is_bound and form.is_valid():
        problem = _problem(form, act)
        if problem is None:
            messages.success(request, _("Het is vastgelegd."))
            return _back(act, extra)
        form.add_error(None, problem)
        status = 409
    elif form.is_bound:
        status = 422
    context |= {"form": form, "button": getattr(form, "button", _("Maak de overeenkomst")), "shown": list(form)}
    if isinstance(form, AgreementForm):
        context |= {"shown": [], "carried": list(form), "preview": _preview(form)}
    return render(request, template, context, status=status)


def _back(act: Act, extra: dict[str, Any]) -> HttpResponseBase:
    if act.place is not None:
        return redirect("wisselkracht:exchange_mine", extra["token"])
    return redirect("wisselkracht:exchange", act.exchange.pk)


def _form(act: Act, asked: Step, data: Any) -> Any:
    if asked is Step.DRAFT_AGREEMENT:
        return AgreementForm(act, data)
    if asked is Step.EVALUATE:
        place, applicant = act.party()
        moments = minding.own_moments(act.exchange, place, Role(applicant.role), today=timezone.localdate(act.now))
        return ReviewForm(act, moments[0], data) if moments else None
    if asked is Step.SIGN and data is None:
        version = exchange_facts.current_version(act.exchange)
        return FORMS[asked](act, initial={"fingerprint": version.fingerprint if version else ""})
    return FORMS[asked](act, data)


def _walks(request: HttpRequest, form: SteppedForm, context: dict[str, Any]) -> bool:
    """Draw one step of the wizard into the context; True when the last one was confirmed."""
    typed = request.POST.get("step", "")
    here = min(max(int(typed), 1), len(form.steps)) if typed.isascii() and typed.isdigit() else 1
    action = request.POST.get("action")
    wrong = form.first_wrong(here) if form.is_bound and action != "back" else 0
    last = len(form.steps)
    if form.is_bound and not wrong and here == last and action == "next":
        return True
    number = wrong or (1 if not form.is_bound else here - 1 if action == "back" else here + 1)
    number = min(max(number, 1), last)
    if number == last and form.is_bound and form.first_wrong(last - 1):
        number = wrong = form.first_wrong(last - 1)
    if form.is_bound and number != last:
        form.only_errors_of(number if wrong else 0)
    title, names = form.steps[number - 1]
    context |= {
        "form": form,
        "wrong": bool(wrong),
        "walk": number,
        "walks": range(last),
        "title": title,
        "shown": [form[name] for name in names],
        # On the first page too: what is known travels along, to be shown on its own step.
        "carried": [form[name] for name in form.fields if name not in names],
        "button": _("Ga verder") if number < last else _("Maak de overeenkomst"),
    }
    if number == last and isinstance(form, AgreementForm):
        context["preview"] = _preview(form)
    return False


def _preview(form: AgreementForm) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    try:
        found = form.preview()
    except BadAgreement:
        return {"blocked": True, "warnings": [("", _("De gegevens passen niet bij elkaar. Kijk ze na."))]}
    return {
        "blocked": found.is_blocked,
        "warnings": [caution(one) for one in found.warnings],
        "payments": [(one.payer.name, one.payee.name, euros(one.cents)) for one in found.payments],
    }


def _problem(form: Any, act: Act) -> str | None:
    """Take the step; give why it cannot be taken, in words, or None when it was."""
    try:
        form.do()
    except NotReady as refused:
        return " ".join(str(NEEDS[Need(need)]) for need in refused.needs)
    except NotCarried as refused:
        return " ".join(str(ITEMS[Item(item)]) for item in refused.items if item in ITEMS) or _(
            "Er ontbreekt nog iets."
        )
    except (IllegalStep, NotYours):
        return _("Dit kan nu niet meer. Iemand anders was u voor. Kijk hoe het nu staat.")
    except HolidaysUnknown as unknown:
        return _("Van schooljaar %(year)s kennen wij de vakanties nog niet. Kies een eerdere laatste dag.") % {
            "year": unknown.school_year
        }
    except SamePerson:
        return _("Deze persoon doet al mee. Kies iemand anders.")
    except BadForm:
        return _("Niet alle antwoorden kloppen. Kijk ze na.")
    except LifecycleError:
        return _("De gegevens passen niet bij elkaar. Kijk ze na.")
    return None


def _paper(exchange: Exchange, asked: Step) -> dict[str, Any]:
    """Give the agreement in words for the page where people sign."""
    version = exchange_facts.current_version(exchange) if asked is Step.SIGN else None
    if version is None:
        return {}
    found = agreeing.settled(version)
    return {
        "version": version,
        "paper": found,
        "parts": [(one, euros(one.wage_cents), euros(one.fee_cents)) for one in found.terms.secondments],
        "warnings": [caution(one) for one in found.warnings],
    }


@require_safe
@never_cache
def paper(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the agreement as a PDF."""
    return paper_of(request, act_of(token).exchange)


def paper_of(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    """Make the agreement set of the version that counts; 404 while there is none."""
    version = exchange_facts.current_version(exchange)
    if version is None:
        raise Http404
    moments = {
        place.school_code: [
            evaluations.Planned(evaluations.Moment(one.which), one.opens_on, one.remind_on, one.due_on)
            for one in place.moments.all()
        ]
        for place in exchange.places.prefetch_related("moments")
    }

    def make() -> bytes:
        return pdf.agreement(
            agreeing.settled(version),
            signatures=agreeing.signatures(exchange),
            moments=moments,
            language=get_language() or "nl",
            now=timezone.now(),
        )

    return pdf_answer(request, make, filename=f"{exchange.number}-versie-{version.number}.pdf")


@require_safe
@never_cache
def calendar(_request: HttpRequest, token: str) -> HttpResponse:
    """Give the meeting and the moments to look back as a file for calendars."""
    act = act_of(token)
    place, _applicant = act.party()
    text = ics.calendar(events(act.exchange, place), name=act.exchange.number, product="WisselKracht", now=act.now)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{act.exchange.number}.ics"'
    return response


def events(exchange: Exchange, place: Place) -> list[ics.Event]:
    """Give what a place has on the calendar."""
    found = [
        ics.Event(
            uid=f"{exchange.number}-{place.pk}-{one.which}@wisselkracht",
            first=one.opens_on,
            last=one.due_on,
            summary=_("Terugkijken op de ruil"),
        )
        for one in place.moments.all()
    ]
    if exchange.meeting_at is not None:
        found.append(
            ics.Event(
                uid=f"{exchange.number}-meeting@wisselkracht",
                first=exchange.meeting_at,
                last=exchange.meeting_at + timedelta(hours=1),
                summary=_("Kennismaken voor de ruil"),
                place=exchange.meeting_place,
                sequence=exchange.meeting_sequence,
            )
        )
    return found
