"""A provider: its quality, its tutors, its agreements and its money."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import words
from bijles.forms.supply import QualityForm, SkillForm, TutorForm, VogForm
from bijles.models import Agreement, Claim, CreditNote, Invoice, Provider, QualityAnnex, Tutor
from bijles.money import euros
from bijles.queries import provider as queries
from bijles.queries.safety import contacts
from bijles.services import safety, supplying
from bijles.views.access import person, provider_desk, providers_of
from ndt.people.models import Organisation, Role

PAGE: Final = 50
# Two years of a provider that works for two cities.
INVOICES: Final = 48
VOG: Final[dict[str, tuple[Promise, str]]] = {
    "missing": (gettext_lazy("VOG nog niet gezien"), "wait"),
    "withdrawn": (gettext_lazy("VOG ingetrokken"), "stop"),
    "expired": (gettext_lazy("VOG verlopen"), "stop"),
    "soon": (gettext_lazy("VOG loopt bijna af"), "wait"),
    "ok": (gettext_lazy("VOG geldig"), "ok"),
}


@require_safe
@provider_desk
@never_cache
def desk(request: HttpRequest) -> HttpResponseBase:
    """Show what waits for the provider, its tutors and its agreements; who joins begins with the questions."""
    provider, today = _provider(request), timezone.localdate()
    if provider is None:
        return redirect("bijles:provider-quality")
    context = {
        "provider": provider,
        "quality": QualityAnnex.objects.filter(provider=provider).first(),
        "contacts": contacts(provider.organisation, Role.CONFIDANT),
        "tutors": [(row, *VOG[row.vog]) for row in queries.tutors(provider, today=today)],
        "agreements": queries.agreements(provider),
        "money": queries.money(provider, today=today),
    }
    return render(request, "bijles/provider_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@provider_desk
@never_cache
def quality(request: HttpRequest) -> HttpResponseBase:
    """Ask about the provider's quality."""
    organisation = Organisation.objects.where(person(request), Role.PROVIDER, on=timezone.localdate()).first()
    if organisation is None:
        raise Http404
    known = QualityAnnex.objects.filter(provider__organisation=organisation).first()
    form = QualityForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        supplying.answer(organisation=organisation, answers=form.cleaned_data, now=timezone.now())
        messages.success(request, _("Uw antwoorden staan erin. Een nieuwe overeenkomst neemt ze over."))
        return redirect("bijles:provider")
    title, button = _("Kwaliteit van uw organisatie"), _("Bewaar")
    return _form(request, form, title=title, button=button)


@require_http_methods(["GET", "HEAD", "POST"])
@provider_desk
@never_cache
def new_tutor(request: HttpRequest) -> HttpResponseBase:
    """Add a tutor."""
    provider, form = provider_of(request), TutorForm(request.POST or None, initial={"languages": ["nl"]})
    if request.method == "POST" and form.is_valid() and _account_is_free(form, None):
        made = supplying.add_tutor(provider=provider, **form.cleaned_data, today=timezone.localdate())
        messages.success(request, _("De bijlesgever staat erin. Vul nu de VOG, de vakken en de tijden in."))
        return redirect("bijles:provider-tutor", made.pk)
    return _form(request, form, title=_("Nieuwe bijlesgever"), button=_("Voeg toe"))


@require_safe
@provider_desk
@never_cache
def tutor(request: HttpRequest, number: int) -> HttpResponse:
    """Show a tutor."""
    return _tutor(request, _tutor_of(request, number), VogForm(), SkillForm())


@require_http_methods(["GET", "HEAD", "POST"])
@provider_desk
@never_cache
def change_tutor(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change a tutor's name, languages or account."""
    found = _tutor_of(request, number)
    known = {
        "first_name": found.first_name,
        "languages": found.languages,
        "email": found.user.email if found.user else "",
    }
    form = TutorForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid() and _account_is_free(form, found):
        supplying.change_tutor(tutor=found, **form.cleaned_data, today=timezone.localdate())
        messages.success(request, _("Gewijzigd."))
        return redirect("bijles:provider-tutor", found.pk)
    return _form(request, form, title=found.first_name, button=_("Bewaar"))


@require_POST
@provider_desk
def vog(request: HttpRequest, number: int) -> HttpResponseBase:
    """Keep that a VOG was seen."""
    found, form = _tutor_of(request, number), VogForm(request.POST)
    if not form.is_valid():
        return _tutor(request, found, form, SkillForm())
    supplying.see_vog(tutor=found, **form.cleaned_data)
    messages.success(request, _("De datum staat erin. Bewaar de VOG zelf niet hier."))
    return redirect("bijles:provider-tutor", found.pk)


@require_POST
@provider_desk
def skill(request: HttpRequest, number: int) -> HttpResponseBase:
    """Say at which levels a tutor teaches a subject."""
    found, form = _tutor_of(request, number), SkillForm(request.POST)
    if not form.is_valid():
        return _tutor(request, found, VogForm(), form)
    supplying.set_levels(tutor=found, **form.cleaned_data)
    messages.success(request, _("De vakken zijn bijgewerkt."))
    return redirect("bijles:provider-tutor", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@provider_desk
@never_cache
def withdraw(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask whether a VOG is really withdrawn; the button stops the tutor's lessons at once."""
    found = _tutor_of(request, number)
    if request.method == "POST":
        safety.withdraw_vog(tutor=found, on=timezone.localdate(), now=timezone.now())
        messages.success(request, _("De lessen zijn gestopt. Gezinnen, vertrouwenspersonen en gemeente weten het."))
        return redirect("bijles:provider-tutor", found.pk)
    return render(request, "bijles/provider_withdraw.html", {"tutor": found})


@require_safe
@provider_desk
@never_cache
def money(request: HttpRequest) -> HttpResponse:
    """Show the rates, what was asked and when it is paid."""
    provider = provider_of(request)
    page = Paginator(queries.claims(provider), PAGE).get_page(request.GET.get("pagina"))
    invoices = Paginator(queries.invoices(provider), INVOICES).get_page(request.GET.get("facturen"))
    context = {
        "rate_columns": [
            _("Overeenkomst"),
            _("Stand"),
            _("Per uur"),
            _("Niet gekomen"),
            _("Laat afgezegd"),
            _("Betaald binnen"),
        ],
        "rates": [_rate(one) for one in queries.agreements(provider)],
        "money": queries.money(provider, today=timezone.localdate()),
        "invoice_page": invoices,
        "invoices": [(one, euros(one.gross), _taken_back(one)) for one in invoices],
        "claim_columns": [_("Les"), _("Bijlesgever"), _("Bedrag"), _("Stand")],
        "claims": [_claim(one) for one in page],
        "page": page,
    }
    return render(request, "bijles/provider_money.html", context)


def _taken_back(of: Invoice) -> list[tuple[CreditNote, str]]:
    return [(note, euros(note.gross)) for note in of.corrections.all()]


def _rate(one: Agreement) -> list[str]:
    return [
        _("%(form)s, %(programme)s, versie %(version)d")
        % {"form": one.get_form_display(), "programme": one.programme, "version": one.version},
        str(one.get_state_display()),
        euros(one.cents_an_hour),
        f"{one.no_show_percent} %",
        f"{one.late_cancel_percent} %",
        _("%(count)d dagen") % {"count": one.payment_days},
    ]


def _claim(one: Claim) -> list[str]:
    starts = timezone.localtime(one.booking.period.lower)
    tutor = one.booking.lesson.tutor.first_name
    return [date_format(starts, "j N Y, H:i"), tutor, euros(one.cents), str(one.get_state_display())]


def provider_of(request: HttpRequest) -> Provider:
    """Give the provider of who asks; while it has not joined there is nothing here."""
    found = _provider(request)
    if found is None:
        raise Http404
    return found


def _provider(request: HttpRequest) -> Provider | None:
    return providers_of(person(request), Role.PROVIDER).select_related("organisation").order_by("pk").first()


def _tutor_of(request: HttpRequest, number: int) -> Tutor:
    return get_object_or_404(provider_of(request).tutors.select_related("provider__organisation", "user"), pk=number)


def _account_is_free(form: TutorForm, tutor: Tutor | None) -> bool:
    """Refuse an address that another tutor logs in with."""
    taken = Tutor.objects.filter(user__email=form.cleaned_data["email"].strip().lower()).exclude(user=None)
    if tutor is not None:
        taken = taken.exclude(pk=tutor.pk)
    if form.cleaned_data["email"] and taken.exists():
        form.add_error("email", _("Met dit adres logt al een bijlesgever in. Gebruik een ander adres."))
        return False
    return True


def _tutor(request: HttpRequest, found: Tutor, vog_form: VogForm, skill_form: SkillForm) -> HttpResponse:
    taught: dict[str, list[str]] = {}
    for one in found.skills.order_by("subject", "pk"):
        taught.setdefault(words.subject(one.subject), []).append(words.level(one.level))
    state = queries.vog(found, today=timezone.localdate())
    context = {
        "tutor": found,
        "vog": VOG[state],
        "is_withdrawn": state == "withdrawn",
        "languages": words.languages(found.languages),
        "taught": [(subject, ", ".join(levels)) for subject, levels in taught.items()],
        "vog_form": vog_form,
        "form": skill_form,
    }
    wrong = vog_form.errors or skill_form.errors
    return render(request, "bijles/provider_tutor.html", context, status=422 if wrong else 200)


def _form(request: HttpRequest, form: QualityForm | TutorForm, *, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button}
    status = 422 if request.method == "POST" else 200
    return render(request, "bijles/provider_form.html", context, status=status)
