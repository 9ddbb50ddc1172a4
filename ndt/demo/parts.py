"""The sample card: every component of the house on one page, for who builds and for the tests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=gettext_lazy("Uw naam"), help_text=gettext_lazy("Zo noemen wij u in onze brieven."))
    email = forms.EmailField(label=gettext_lazy("Uw e-mailadres"))
    code = forms.CharField(
        label=gettext_lazy("De code uit de mail"),
        help_text=gettext_lazy("Zes cijfers."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    city = forms.ChoiceField(
        label=gettext_lazy("Uw gemeente"), choices=[("", "Kies"), ("a", "Voorbeeldstad"), ("b", "Voorbeelddorp")]
    )
    lesson = forms.ChoiceField(
        label=gettext_lazy("Waar wilt u hulp bij?"),
        choices=[("r", gettext_lazy("Rekenen")), ("t", gettext_lazy("Taal")), ("l", gettext_lazy("Lezen"))],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Welke dagen kunt u?"),
        required=False,
        choices=[("1", gettext_lazy("Maandag")), ("3", gettext_lazy("Woensdag"))],
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(
        label=gettext_lazy("Wilt u nog iets zeggen?"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    agree = forms.BooleanField(
        label=gettext_lazy("Ja, u mag mij mailen"), help_text=gettext_lazy("U kunt elke dag stoppen.")
    )


class FilterForm(forms.Form):
    """What a desk filters by."""

    place = forms.CharField(label=gettext_lazy("Plaats"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Stand"), required=False, choices=[("", gettext_lazy("Alles")), ("o", gettext_lazy("Open"))]
    )


@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """Show every component. With `?fout` the form shows its errors."""
    messages.success(request, _("Uw keuze is bewaard."))
    form = SampleForm({"email": "amina"} if "fout" in request.GET else None)
    return render(request, "demo/parts.html", {"form": form, "filters": FilterForm(), **_samples()})


def _samples() -> dict[str, Any]:
    return {
        "crumbs": [(_("Demo"), "/demo/")],
        "alerts": [
            ("info", _("U kunt later verder"), _("We bewaren wat u heeft ingevuld.")),
            ("ok", _("Uw handtekening telt mee"), _("U krijgt een mail van ons.")),
            ("warning", _("Nog drie dagen"), _("Daarna sluit de petitie.")),
            ("error", _("Dit lukte niet"), _("Probeer het over een minuut nog een keer.")),
        ],
        "states": [
            ("open", _("Open")),
            ("busy", _("Wordt verstuurd")),
            ("ok", _("Klaar")),
            ("wait", _("Wacht op u")),
            ("stop", _("Gestopt")),
            ("closed", _("Gesloten")),
            ("draft", _("Concept")),
        ],
        "columns": [_("Plaats"), _("Handtekeningen"), _("Laatste week")],
        "rows": [["Voorbeeldstad", "12.480", "310"], ["Voorbeelddorp", "964", "12"], ["Nergenshuizen", "7", "0"]],
        "page": Paginator(range(240), 10).page(4),
        "steps": [
            {"title": _("Aangemeld"), "when": "3 nov", "state": "done"},
            {"title": _("Gesprek"), "when": "12 nov", "state": "now", "text": _("Neem uw pas mee.")},
            {"title": _("Eerste les"), "when": "20 nov"},
        ],
        "drawings": ["tag", "pass", "desk", "swap", "lot", "rule", "ladder", *(f"goal-{one}" for one in range(1, 8))],
    }
