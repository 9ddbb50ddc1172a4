"""A trainer: from a code to a profile, question by question, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opleiding import links
from opleiding.core.errors import CodeEnded, CodeUsed, HasProfile, NotAllowed, OpleidingError, UnknownCode
from opleiding.forms import profile as forms
from opleiding.models import Goal, Trainer, Use
from opleiding.services import following, joining, profile
from opleiding.views.access import member, person, trainer_of

PROBLEMS: Final[dict[type[OpleidingError], Promise]] = {
    UnknownCode: gettext_lazy("Deze code kennen wij niet. Kijk of je alle letters goed hebt overgenomen."),
    CodeUsed: gettext_lazy("Met deze code maakte iemand al een profiel. Was jij dat? Log dan in. Vraag anders een nieuwe code aan je instituut."),
    CodeEnded: gettext_lazy("Deze code werkt niet meer. Vraag een nieuwe aan je instituut."),
    HasProfile: gettext_lazy("Je hebt al een profiel. Deze code blijft goed voor iemand anders."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A page of the profile. rows: the relation that a page adds rows to, or ""; of: what each row is about."""

    slug: str
    title: Promise
    lead: Promise
    form: type[forms.PlainForm]
    rows: str = ""
    of: str = ""


QUESTIONS: Final = (
    Question("studie", gettext_lazy("Wat studeer je, of heb je gestudeerd?"), gettext_lazy("Een tweede studie kun je er daarna bij zetten."), forms.StudyForm, "studies", "programme"),
    Question("ervaring", gettext_lazy("Hoeveel heb je lesgegeven?"), gettext_lazy("Tel de uren voor de klas, ook van andere bijbanen."), forms.ExperienceForm, "experience", "subject"),
    Question("lesgeven", gettext_lazy("Heb je leren lesgeven?"), gettext_lazy("Training in lesgeven telt mee in je advies."), forms.DidacticForm),
    Question("werk", gettext_lazy("Hoe wil je lesgeven?"), gettext_lazy("Je zit nergens aan vast."), forms.WishForm),
    Question("reizen", gettext_lazy("Hoe ver wil je reizen?"), gettext_lazy("Wij tonen bij elke opleiding hoe lang je reist."), forms.TravelForm),
    Question("start", gettext_lazy("Wanneer wil je beginnen?"), gettext_lazy("Kies alles wat kan."), forms.StartForm),
    Question("doelen", gettext_lazy("Waar wil je beter in worden?"), gettext_lazy("Wij zoeken daar ook aanbod bij."), forms.GoalsForm),
    Question("toestemming", gettext_lazy("Wat mag met je profiel?"), gettext_lazy("Jij kiest, en je kunt het later anders kiezen."), forms.ConsentForm),
)  # fmt: skip
CREDITS: Final = Question(
    "punten",
    gettext_lazy("Haalde je losse punten?"),
    gettext_lazy("Zoals een vak naast je studie. Soms gaat daarmee een opleiding open."),
    forms.CreditsForm,
    "extra_credits",
    "subject",
)
EVERY: Final = {one.slug: one for one in (*QUESTIONS, CREDITS)}


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code; the button leads to its own page."""
    typed, problem = request.POST.get("code", ""), ""
    if request.method == "POST":
        try:
            joining.find(typed, now=timezone.now())
        except OpleidingError as error:
            problem = str(PROBLEMS[type(error)])
        else:
            return redirect("opleiding:invitation", links.shown(links.tidy(typed)))
    context = {"typed": typed, "problem": problem}
    return render(request, "opleiding/begin.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show what a code is for; the button uses it. Opening the page uses nothing."""
    try:
        if request.method == "POST" and request.user.is_authenticated:
            joining.accept(code=code, user=person(request), now=timezone.now())
            return redirect("opleiding:question", QUESTIONS[0].slug)
        found = joining.find(code, now=timezone.now())
    except HasProfile as error:
        messages.info(request, str(PROBLEMS[type(error)]))
        return redirect("opleiding:mine")
    except OpleidingError as error:
        context = {"typed": code, "problem": str(PROBLEMS[type(error)])}
        return render(request, "opleiding/begin.html", context, status=404 if isinstance(error, UnknownCode) else 410)
    return render(request, "opleiding/invitation.html", {"invitation": found, "code": code})


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def question(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask one question. What was answered is kept at once, so somebody can stop at any page."""
    trainer = trainer_of(request)
    if trainer is None:
        return redirect("opleiding:begin")
    here = EVERY.get(slug)
    if here is None:
        raise Http404
    form = here.form(request.POST or None, initial=_initial(trainer, here))
    if request.method == "POST":
        answer = _answered(request, trainer, here, form)
        if answer is not None:
            return answer
    return _draw(request, trainer, here, form)


def _answered(request: HttpRequest, trainer: Trainer, here: Question, form: forms.PlainForm) -> HttpResponseBase | None:
    """Keep an answer and go where it leads; None when it is wrong."""
    rows = getattr(trainer, here.rows).exists() if here.rows else False
    if here.rows and request.POST.get("action") == "next" and (rows or here is CREDITS) and not _typed(request, form):
        return _next(here)
    if here.rows and request.POST.get("action") == "skip":
        return _next(here)
    if not form.is_valid():
        return None
    KEEP[here.slug](trainer, form.cleaned_data)
    if request.POST.get("action") == "add":
        return redirect("opleiding:question", here.slug)
    return _next(here)


def _typed(request: HttpRequest, form: forms.PlainForm) -> bool:
    """Say whether somebody filled in something; a choice that was made for them is nothing."""
    return any(request.POST.get(name) for name in form.fields if name != "level")


def _next(here: Question) -> HttpResponseBase:
    if here is CREDITS or here is QUESTIONS[-1]:
        return redirect("opleiding:mine")
    return redirect("opleiding:question", QUESTIONS[QUESTIONS.index(here) + 1].slug)


def _draw(request: HttpRequest, trainer: Trainer, here: Question, form: forms.PlainForm) -> HttpResponse:
    place = QUESTIONS.index(here) + 1 if here in QUESTIONS else 0
    context = {
        "trainer": trainer,
        "question": here,
        "form": form,
        "step": place,
        "steps": range(len(QUESTIONS)),
        "back": QUESTIONS[place - 2].slug if place > 1 else "",
        "rows": list(getattr(trainer, here.rows).select_related(here.of)) if here.rows else [],
        "is_last": place == len(QUESTIONS),
    }
    return render(request, "opleiding/question.html", context, status=422 if form.is_bound else 200)


def _initial(trainer: Trainer, here: Question) -> dict[str, Any]:
    if here.slug == "toestemming":
        uses = list(trainer.consents.filter(withdrawn_at=None).values_list("use", flat=True))
        return {"uses": uses, "visible_to": list(trainer.visible_to.values_list("pk", flat=True))}
    return {} if here.rows else {name: getattr(trainer, name) for name in here.form.base_fields}


def _keep_study(trainer: Trainer, facts: dict[str, Any]) -> None:
    profile.put_study(trainer=trainer, facts=facts, now=timezone.now())


def _keep_experience(trainer: Trainer, facts: dict[str, Any]) -> None:
    profile.put_experience(
        trainer=trainer,
        subject=facts["subject"],
        upper=facts["level"] == "upper",
        hours=facts["hours"],
        now=timezone.now(),
    )


def _keep_credits(trainer: Trainer, facts: dict[str, Any]) -> None:
    profile.put_credits(trainer=trainer, subject=facts["subject"], ec=facts["ec"], now=timezone.now())


def _keep_consents(trainer: Trainer, facts: dict[str, Any]) -> None:
    profile.allow(trainer=trainer, uses=facts["uses"], visible_to=facts["visible_to"], now=timezone.now())
    profile.tell(trainer=trainer, step=len(QUESTIONS), now=timezone.now())


def _tell(step: int) -> Callable[[Trainer, dict[str, Any]], None]:
    def keep(trainer: Trainer, facts: dict[str, Any]) -> None:
        profile.tell(trainer=trainer, step=step, now=timezone.now(), **facts)

    return keep


KEEP: Final[dict[str, Callable[[Trainer, dict[str, Any]], None]]] = {
    one.slug: _tell(step) for step, one in enumerate(QUESTIONS, 1) if not one.rows
} | {
    "studie": _keep_study,
    "ervaring": _keep_experience,
    "punten": _keep_credits,
    "toestemming": _keep_consents,
}


@require_POST
@member
def drop(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Take a row out of the own profile."""
    trainer = trainer_of(request)
    here = EVERY.get(slug)
    if trainer is None or here is None or not here.rows:
        raise Http404
    row = get_object_or_404(getattr(trainer, here.rows), pk=number)
    profile.drop(row=row, now=timezone.now())
    return redirect("opleiding:question", slug)


@require_safe
@member
@never_cache
def mine(request: HttpRequest) -> HttpResponseBase:
    """Show the own profile and what can be done with it."""
    trainer = trainer_of(request)
    if trainer is None:
        return redirect("opleiding:begin")
    live = set(trainer.consents.filter(withdrawn_at=None).values_list("use", flat=True))
    context = {
        "trainer": trainer,
        "studies": trainer.studies.select_related("programme"),
        "experience": trainer.experience.select_related("subject", "confirmation"),
        "credits": trainer.extra_credits.select_related("subject"),
        "uses": [(label, use in live) for use, label in Use.choices],
        "may_advise": Use.ADVICE in live,
        "may_follow": Use.FOLLOW in live,
        "questions": QUESTIONS,
        "next_question": QUESTIONS[min(trainer.step, len(QUESTIONS) - 1)].slug,
        "is_complete": trainer.step >= len(QUESTIONS),
        "wanted": [label for goal, label in Goal.choices if goal in trainer.goals],
    }
    return render(request, "opleiding/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def progress(request: HttpRequest) -> HttpResponseBase:
    """Ask how far somebody came; only for who lets us follow that."""
    trainer = trainer_of(request)
    if trainer is None:
        return redirect("opleiding:begin")
    form = forms.ProgressForm(request.POST or None)
    if form.is_valid():
        facts = {"stage": following.Stage(form.cleaned_data["stage"]), "place": form.cleaned_data["place"]}
        try:
            following.tell(trainer=trainer, **facts, now=timezone.now())
        except NotAllowed:
            messages.error(request, _("Zet eerst een vinkje bij ‘tellen hoe het mij daarna gaat’."))
            return redirect("opleiding:question", "toestemming")
        messages.success(request, _("Dank je. Wij tellen het mee, zonder je naam."))
        return redirect("opleiding:mine")
    status = 422 if request.method == "POST" else 200
    return render(request, "opleiding/progress.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def erase(request: HttpRequest) -> HttpResponseBase:
    """Ask whether the profile really goes; the button does it."""
    trainer = trainer_of(request)
    if trainer is None:
        return redirect("opleiding:begin")
    if request.method == "POST":
        joining.erase(trainer=trainer)
        messages.success(request, _("Je profiel is weg. Je account bestaat nog."))
        return redirect("opleiding:begin")
    return render(request, "opleiding/erase.html", {"trainer": trainer})
