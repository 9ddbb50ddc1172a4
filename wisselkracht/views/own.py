"""The own page of each of the three: answer, confirm, see how it stands, replace, exclude, leave. No account."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ndt.schools import queries as schools
from ndt.schools.models import SchoolLocation
from wisselkracht import links
from wisselkracht.core.refusals import (
    NoRegisterAddress,
    NotNow,
    SamePerson,
    SchoolClosed,
    TeacherTwice,
    TooOften,
    WrongCode,
)
from wisselkracht.forms import SteppedForm
from wisselkracht.forms.answering import BuddyForm, CodeForm, SchoolForm, TeacherForm
from wisselkracht.forms.starting import ReplaceForm
from wisselkracht.models import Applicant, Role
from wisselkracht.queries import exchanges, mapping, own
from wisselkracht.services import confirming, leaving, verifying
from wisselkracht.views.public import SAME

NAMES: Final = {
    Role.TEACHER: gettext_lazy("De leraar"),
    Role.DIRECTOR: gettext_lazy("De schoolleider"),
    Role.BUDDY: gettext_lazy("De buddy"),
}


def _whose(token: str) -> Applicant:
    found = links.applicant_of(token)
    if found is None:
        raise Http404
    return found


def _replaceable(applicant: Applicant) -> frozenset[str]:
    people = applicant.application.people.all()
    return frozenset(one.role for one in people if leaving.may_replace(applicant.application, applicant, one))


@require_safe
@never_cache
def mine(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show how the application stands; who has not answered goes to the questions."""
    applicant = _whose(token)
    if applicant.application.is_live and not applicant.has_confirmed:
        return redirect("wisselkracht:answer", token)
    return _mine(request, applicant, token)


def _mine(request: HttpRequest, applicant: Applicant, token: str, *, status: int = 200) -> HttpResponse:
    application = applicant.application
    place = exchanges.place_for(applicant)
    context = {
        "applicant": applicant,
        "application": application,
        "exchange": place.exchange if place else None,
        "round": application.round,
        "standing": own.standing(applicant, now=timezone.now(), replaceable=_replaceable(applicant)),
        "themes": own.themes_of(applicant) if applicant.role == Role.TEACHER else None,
        "token": token,
        "map_asked": mapping.may_answer(applicant),
        "map_said": mapping.answer_of(application.school),
    }
    return render(request, "wisselkracht/mine.html", context, status=status)


def _form(applicant: Applicant, data: Any) -> SteppedForm:
    if applicant.role == Role.TEACHER:
        application = applicant.application
        return TeacherForm(
            application.school, own.denominations(application.round), data, initial=own.teacher_initial(applicant)
        )
    if applicant.role == Role.DIRECTOR:
        return SchoolForm(data, initial=own.school_initial(applicant))
    return BuddyForm(data)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask one step a page; the last button confirms. Opening a page confirms nothing."""
    applicant = _whose(token)
    application = applicant.application
    may_change = application.round.is_taking(timezone.now()) and applicant.role != Role.BUDDY
    if not application.is_live or (applicant.has_confirmed and not may_change):
        return redirect("wisselkracht:mine", token)
    form = _form(applicant, request.POST or None)
    if request.method != "POST":
        return _step(request, applicant, form, 1, token)
    typed = request.POST.get("step", "")
    here = min(max(int(typed), 1), len(form.steps)) if typed.isascii() and typed.isdigit() else 1
    if request.POST.get("action") == "back":
        return _step(request, applicant, form, max(here - 1, 1), token)
    wrong = form.first_wrong(here) or (0 if form.is_bound else 1)
    if wrong:
        return _step(request, applicant, form, wrong, token, wrong=True)
    if here < len(form.steps):
        return _step(request, applicant, form, here + 1, token)
    return _confirm(request, applicant, form, token)


def _confirm(request: HttpRequest, applicant: Applicant, form: SteppedForm, token: str) -> HttpResponseBase:
    now, problem = timezone.now(), ""
    try:
        if isinstance(form, TeacherForm):
            confirming.confirm_teacher(applicant=applicant, answers=form.answers(), now=now)
        elif isinstance(form, SchoolForm):
            confirming.confirm_director(applicant=applicant, answers=form.answers(), now=now)
        else:
            confirming.confirm_buddy(applicant=applicant, now=now)
    except TeacherTwice as twice:
        problem = _(
            "Je doet al mee met %(school)s. Een leraar staat in één aanmelding tegelijk. "
            "Trek je daar eerst terug. Je vindt de link in je mail."
        ) % {"school": twice.school}
    except SchoolClosed:
        problem = _("Volgens het register is deze school gesloten. Klopt dat niet? Bel de coördinator.")
    except NotNow:
        return redirect("wisselkracht:mine", token)
    if problem:
        form.add_error("agree", problem)
        return _step(request, applicant, form, len(form.steps), token, wrong=True, status=409)
    return redirect("wisselkracht:mine", token)


def _step(
    request: HttpRequest,
    applicant: Applicant,
    form: SteppedForm,
    number: int,
    token: str,
    *,
    wrong: bool = False,
    status: int = 422,
) -> HttpResponse:
    """Draw one step; the answers of the others travel along unseen."""
    if form.is_bound:
        form.only_errors_of(number if wrong else 0)
    title, names = form.steps[number - 1]
    carried = [form[name] for name in form.fields if name not in names]
    context = {
        "applicant": applicant,
        "application": applicant.application,
        "round": applicant.application.round,
        "form": form,
        "step": number,
        "steps": range(len(form.steps)),
        "step_title": title,
        "shown": [form[name] for name in names],
        "carried": carried,
        "is_last": number == len(form.steps),
        "token": token,
        "starter": applicant.application.people.filter(role=applicant.application.starter).first(),
    }
    return render(request, "wisselkracht/answer.html", context, status=status if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def replace(request: HttpRequest, token: str, role: str) -> HttpResponseBase:
    """Put another director or buddy in a place."""
    applicant = _whose(token)
    if role not in _replaceable(applicant):
        raise Http404
    form, status = ReplaceForm(request.POST or None), 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            leaving.replace(by=applicant, role=Role(role), **form.cleaned_data, now=timezone.now())
        except SamePerson as problem:
            one, other = (str(NAMES[Role(one)]) for one in problem.roles)
            form.add_error("email", SAME % {"one": one, "other": other.lower()})
        except TooOften:
            form.add_error(None, _("Dit is vandaag al vaak veranderd. Probeer het morgen weer."))
            status = 429
        except NotNow:
            return redirect("wisselkracht:mine", token)
        else:
            messages.success(request, _("Wij hebben deze persoon gemaild."))
            return redirect("wisselkracht:mine", token)
    context = {"applicant": applicant, "form": form, "role": role, "token": token}
    return render(request, "wisselkracht/replace.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask whether somebody really leaves; the button does it."""
    applicant = _whose(token)
    if not applicant.application.is_live:
        return redirect("wisselkracht:mine", token)
    if request.method == "POST":
        try:
            leaving.leave(applicant=applicant, now=timezone.now())
        except NotNow:
            return redirect("wisselkracht:mine", token)
        return redirect("wisselkracht:left")
    return render(request, "wisselkracht/leave.html", {"applicant": applicant, "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def exclusions(request: HttpRequest, token: str) -> HttpResponseBase:
    """Keep in private where a teacher or director does not want to exchange."""
    applicant = _whose(token)
    if applicant.role == Role.BUDDY or not applicant.application.is_live:
        raise Http404
    if request.method == "POST":
        return _exclude(request, applicant, token)
    text = request.GET.get("zoek", "").strip()[:80]
    found = schools.search(text, within=applicant.application.round.region.schools()) if text else []
    context = {
        "applicant": applicant,
        "token": token,
        "text": text,
        "found": [one for one in found if own.can_be_excluded(applicant, one)],
        "excluded": own.excluded(applicant),
    }
    return render(request, "wisselkracht/exclusions.html", context)


def _exclude(request: HttpRequest, applicant: Applicant, token: str) -> HttpResponseBase:
    kind, _colon, typed = request.POST.get("action", "").partition(":")
    try:
        if kind == "remove" and typed.isascii() and typed.isdigit():
            leaving.include_again(applicant=applicant, number=int(typed[:12]))
        else:
            school = SchoolLocation.objects.filter(code=typed[:6]).first()
            if school is None:
                messages.error(request, _("Deze school kennen wij niet. Zoek haar opnieuw."))
            elif kind == "board":
                leaving.exclude(applicant=applicant, board_id=school.board_id)
            else:
                leaving.exclude(applicant=applicant, school_id=school.pk)
    except NotNow:
        return redirect("wisselkracht:mine", token)
    return redirect("wisselkracht:exclusions", token)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest, token: str) -> HttpResponseBase:
    """Let a director show to be one, by a code that goes to the school itself."""
    applicant = _whose(token)
    application = applicant.application
    if applicant.role != Role.DIRECTOR or not application.is_live:
        raise Http404
    asks = request.POST.get("action") == "send"
    form = CodeForm(request.POST if request.method == "POST" and not asks else None)
    status = 422 if form.is_bound else 200
    now = timezone.now()
    try:
        if asks:
            verifying.mail_code(director=applicant, now=now)
            messages.success(request, _("De code is gemaild naar het adres van de school in het register."))
            return redirect("wisselkracht:check", token)
        if form.is_valid():
            verifying.use_code(director=applicant, typed=form.cleaned_data["code"], now=now)
            return redirect("wisselkracht:mine", token)
    except WrongCode as wrong:
        form.add_error("code", _code_words(wrong.left))
    except NoRegisterAddress:
        messages.error(request, _("Het register heeft geen mailadres van de school. De coördinator stuurt een brief."))
        return redirect("wisselkracht:check", token)
    except TooOften:
        messages.error(request, _("Vandaag zijn er al twee codes gemaakt. Probeer het morgen weer."))
        return redirect("wisselkracht:check", token)
    except NotNow:
        return redirect("wisselkracht:mine", token)
    standing = own.standing(applicant, now=now, replaceable=frozenset())
    context = {"applicant": applicant, "application": application, "form": form, "token": token, "standing": standing}
    return render(request, "wisselkracht/check.html", context, status=status)


def _code_words(left: int) -> str:
    if left:
        return _("Deze code klopt niet. U kunt het nog %(left)d keer proberen.") % {"left": left}
    return _("Deze code werkt niet meer. Vraag een nieuwe code aan.")
