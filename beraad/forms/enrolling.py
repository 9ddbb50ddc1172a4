"""What teachers fill in to register, and what the organiser sets about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from beraad.core.consents import NEEDED, Use
from beraad.core.features import PERSONAL, REFUSAL, Question
from beraad.forms import NoColonForm
from beraad.models import Enrolment
from beraad.queries.words import shown


class RegisterForm(NoColonForm):
    """A teacher registers: who you are, and what the group is mixed on."""

    name = forms.CharField(
        label=_("Je naam"),
        max_length=100,
        error_messages={"required": _("Vul je naam in.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("Je e-mailadres"),
        max_length=254,
        help_text=_("Gebruik als het kan je mail van school. Dan weten wij meteen dat je leraar bent."),
        validators=[EmailValidator(message=_("Dit e-mailadres klopt niet. Controleer het, zoals naam@school.nl."))],
        error_messages={"required": _("Vul je e-mailadres in.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    code = forms.CharField(
        label=_("Code van je school"),
        max_length=40,
        required=False,
        help_text=_("Heb je geen mail van school? Vraag een code aan je schoolleider. Dat kan ook later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    lottery = forms.BooleanField(
        label=_("Ja, ik doe mee aan de loting"),
        help_text=_(
            "Met je antwoorden loten wij een groep die op alle leraren lijkt. "
            "Ze kunnen iets zeggen over jou. Daarom vragen wij je toestemming. Die kun je altijd intrekken."
        ),
        error_messages={"required": _("Zet een vinkje als je mee wilt doen.")},
    )
    outcome = forms.BooleanField(
        label=_("Ja, mail mij de uitkomst"),
        required=False,
        help_text=_("Je hoort dan ook van ons als je niet bent ingeloot. Dit hoeft niet."),
    )
    report = forms.BooleanField(
        label=_("Ja, gebruik mijn antwoorden in het verslag"),
        required=False,
        help_text=_("Alleen als getal, zonder je naam. Dit hoeft niet."),
    )

    def __init__(self, asked: Sequence[Question], opinion: Question | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.opinion = asked, opinion
        for question in (*asked, *([opinion] if opinion else [])):
            self.fields[question.code] = _question_field(question)
        work = [question.code for question in asked if question.title not in PERSONAL]
        person = [question.code for question in asked if question.title in PERSONAL]
        self.steps: tuple[tuple[Any, list[str]], ...] = tuple(
            (title, names)
            for title, names in (
                (_("Je werk"), work),
                (_("Over jou"), [*person, *(["opinion"] if opinion else [])]),
                (_("Wie je bent"), ["name", "email", "code"]),
                (_("Wat wij mogen"), ["lottery", "outcome", "report"]),
            )
            if names
        )

    def first_wrong(self, until: int) -> int:
        """Give the first step up to and including `until` with an error; 0 when there is none."""
        for number, (_title, names) in enumerate(self.steps[:until], 1):
            if any(name in self.errors for name in names):
                return number
        return 0

    def only_errors_of(self, step: int) -> None:
        """Keep quiet about steps that are not on the page. step: from 1; 0 for none."""
        names = self.steps[step - 1][1] if step else []
        for name in list(self.errors):
            if name not in names:
                del self.errors[name]

    def profile(self) -> dict[str, str]:
        """Give the answers by feature; who skipped one that may be skipped says nothing."""
        return {question.title: self.cleaned_data[question.code] or REFUSAL for question in self.asked}

    def opinion_given(self) -> str:
        """Give the answer to the statement, where the report may use it."""
        if self.opinion is None or not self.cleaned_data["report"]:
            return ""
        return self.cleaned_data["opinion"] or REFUSAL

    def agreed(self) -> frozenset[Use]:
        """Give what the teacher said yes to."""
        return frozenset(use for use in Use if self.cleaned_data[use.value])


def _question_field(question: Question) -> forms.ChoiceField:
    is_long = len(question.values) > 8
    choices: list[tuple[str, Any]] = [(value, shown(value)) for value in question.values]
    return forms.ChoiceField(
        label=shown(question.question),
        required=not question.may_refuse,
        choices=[("", _("Kies")), *choices] if is_long else choices,
        widget=forms.Select if is_long else forms.RadioSelect,
        error_messages={"required": _("Kies wat bij je past.")},
    )


class AgreeForm(NoColonForm):
    """What a teacher agrees to, afterwards."""

    outcome = forms.BooleanField(label=_("Mail mij de uitkomst"), required=False)
    report = forms.BooleanField(label=_("Gebruik mijn antwoorden in het verslag, zonder mijn naam"), required=False)

    def agreed(self) -> frozenset[Use]:
        """Give what stays agreed to; taking part stays until withdrawal."""
        return NEEDED | {use for use in (Use.OUTCOME, Use.REPORT) if self.cleaned_data[use.value]}


class EnrolmentForm(NoColonForm):
    """When the list is fixed, and from how many on there is an alert."""

    freezes_on = forms.DateField(
        label=_("De lijst staat vast op"),
        required=False,
        help_text=_("Wie nog niet bekend is als leraar, krijgt hierover meteen een mail."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    remind_days = forms.IntegerField(
        label=_("Herinner zoveel dagen vooraf"), min_value=1, max_value=60, help_text=_("Eén keer, vanzelf.")
    )
    many_from_school = forms.IntegerField(
        label=_("Meld het vanaf dit aantal van één school"), min_value=2, max_value=9999
    )
    many_from_block = forms.IntegerField(
        label=_("Meld het vanaf dit aantal van één netwerk"), min_value=2, max_value=9999
    )
    many_from_device = forms.IntegerField(
        label=_("Meld het vanaf dit aantal van één apparaat"), min_value=2, max_value=9999
    )


class StatementForm(NoColonForm):
    """The one statement, and what its answers are for."""

    statement = forms.CharField(
        label=_("Stelling"),
        max_length=200,
        required=False,
        help_text=_("Eén zin zonder oordeel. Leraren zeggen hoe eens zij het ermee zijn."),
    )
    use = forms.ChoiceField(
        label=_("Waarvoor is het antwoord?"),
        choices=[
            (Enrolment.Use.NONE, _("Ik vraag geen stelling")),
            (Enrolment.Use.REPORT, _("Alleen voor het verslag")),
            (Enrolment.Use.FEATURE, _("Om de groep te mengen, net als leeftijd")),
        ],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("use") in (Enrolment.Use.REPORT, Enrolment.Use.FEATURE) and not data.get("statement"):
            self.add_error("statement", _("Schrijf de stelling op, of kies dat u geen stelling vraagt."))
        return data


class LookForm(NoColonForm):
    """Why the registrations of an alert stay."""

    reason = forms.CharField(
        label=_("Waarom is dit goed?"),
        max_length=300,
        help_text=_("Zoals: de school belde, het hele team doet mee."),
        error_messages={"required": _("Schrijf op waarom dit goed is.")},
    )


class LinkForm(NoColonForm):
    """A link with a name."""

    title = forms.CharField(
        label=_("Waar komt deze link?"), max_length=80, help_text=_("Zoals: poster in de koffiekamer.")
    )
    slug = forms.SlugField(
        label=_("Kort woord in het adres"),
        max_length=30,
        help_text=_("Kleine letters, cijfers en streepjes. Geen namen van mensen."),
        error_messages={"invalid": _("Gebruik alleen letters, cijfers en streepjes.")},
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        return slug
