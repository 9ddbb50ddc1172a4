"""What the teacher and the director answer on their own page, in short steps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ndt.geo.errors import BadPostcode
from ndt.geo.postcodes import pc4
from ndt.schools.models import Mode, SchoolLocation
from wisselkracht.core import jobs
from wisselkracht.core.applying import MOST_THEMES
from wisselkracht.core.jobs import BadJob, Level
from wisselkracht.core.qualification import Degree, Licence
from wisselkracht.forms import NoColonForm, SteppedForm
from wisselkracht.queries import vocabulary
from wisselkracht.services.confirming import SchoolAnswers, TeacherAnswers, Wanted

DAYS: Final = ((1, _("maandag")), (2, _("dinsdag")), (3, _("woensdag")), (4, _("donderdag")), (5, _("vrijdag")))
MINUTES: Final = (15, 30, 45, 60, 90)
LEVELS: Final = (
    (1, _("Wij zijn op weg.")),
    (2, _("Wij zijn er goed in.")),
    (3, _("Andere scholen komen bij ons kijken.")),
)
SUBJECTS: Final = {
    "nederlands": _("Nederlands"),
    "engels": _("Engels"),
    "frans": _("Frans"),
    "duits": _("Duits"),
    "spaans": _("Spaans"),
    "latijn": _("Latijn"),
    "grieks": _("Grieks"),
    "wiskunde": _("Wiskunde"),
    "rekenen": _("Rekenen"),
    "natuurkunde": _("Natuurkunde"),
    "scheikunde": _("Scheikunde"),
    "biologie": _("Biologie"),
    "nask": _("Natuur- en scheikunde (nask)"),
    "techniek": _("Techniek"),
    "informatica": _("Informatica"),
    "aardrijkskunde": _("Aardrijkskunde"),
    "geschiedenis": _("Geschiedenis"),
    "maatschappijleer": _("Maatschappijleer"),
    "economie": _("Economie"),
    "bedrijfseconomie": _("Bedrijfseconomie"),
    "filosofie": _("Filosofie"),
    "levensbeschouwing": _("Levensbeschouwing"),
    "beeldende_vorming": _("Beeldende vorming"),
    "muziek": _("Muziek"),
    "drama": _("Drama"),
    "lichamelijke_opvoeding": _("Lichamelijke opvoeding"),
    "zorg_en_welzijn": _("Zorg en welzijn"),
    "praktijkvakken": _("Praktijkvakken"),
}
DEGREES: Final = {
    Degree.PRIMARY: _("Basisonderwijs (pabo)"),
    Degree.SECOND: _("Tweedegraads"),
    Degree.FIRST: _("Eerstegraads"),
}
IN_TRAINING: Final = "none"
SCHOOL_LEVELS: Final = {
    Level.LOWER: _("Onderbouw of vmbo"),
    Level.UPPER: _("Bovenbouw havo of vwo"),
}
JOB_FAULTS: Final = {
    "groups": ("groups", _("Kies de groep of groepen die je lesgeeft.")),
    "subject": ("subject", _("Kies je vak.")),
    "level": ("level", _("Kies aan welke leerjaren je lesgeeft.")),
    "days": ("days", _("Kies de dagen waarop je werkt.")),
    "fte": ("fte", _("Dit past niet bij je dagen. Eén dag is hooguit 0,25 en een volle baan is 1.")),
}
AGREE: Final = _("Zet een vinkje als je mee wilt doen.")


class FteField(forms.CharField):
    """A part of a full job, typed with a comma or a point; cleaned into hundredths."""

    def clean(self, value: Any) -> int:
        """Give the hundredths."""
        typed = super().clean(value).strip().replace(",", ".")
        try:
            part = Decimal(typed)
        except InvalidOperation as problem:
            raise forms.ValidationError(_("Schrijf een getal, zoals 0,8.")) from problem
        if not part.is_finite() or not Decimal("0.1") <= part <= 1:
            raise forms.ValidationError(_("Schrijf een getal van 0,1 tot en met 1."))
        return int((part * 100).to_integral_value())


def _theme_fields(stem: str, labels: Sequence[Any], missing: Any) -> dict[str, forms.ChoiceField]:
    """Make choices of themes; only the first must be made."""
    choices: list[tuple[str, Any]] = [("", _("Kies een thema")), *vocabulary.choices()]
    return {
        f"{stem}_{number}": forms.ChoiceField(
            label=label, required=number == 1, choices=choices, error_messages={"required": missing}
        )
        for number, label in enumerate(labels, 1)
    }


class TeacherForm(SteppedForm):
    """The teacher's job, goals and wishes. What is asked of the job depends on the school."""

    days = forms.TypedMultipleChoiceField(
        label=_("Op welke dagen werk je?"),
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": JOB_FAULTS["days"][1]},
    )
    other_days = forms.TypedMultipleChoiceField(
        label=_("Op welke andere dagen kun je ook werken?"),
        required=False,
        help_text=_("Niet meer dagen, maar andere. Zo past er vaker een baan. Kun je niet schuiven? Kies dan niets."),
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Kies alleen dagen uit de lijst.")},
    )
    fte = FteField(
        label=_("Hoe groot is je baan?"),
        max_length=6,
        help_text=_("Een volle baan is 1. Drie dagen is vaak 0,6."),
        error_messages={"required": _("Vul in hoe groot je baan is.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    degree = forms.ChoiceField(
        label=_("Welke bevoegdheid heb je?"),
        choices=[
            ("", _("Kies")),
            *((one.value, words) for one, words in DEGREES.items()),
            (IN_TRAINING, _("Nog geen. Ik ben in opleiding.")),
        ],
        error_messages={"required": _("Kies je bevoegdheid.")},
    )
    degree_subject = forms.ChoiceField(
        label=_("Voor welk vak?"), required=False, help_text=_("Alleen bij een eerste- of tweedegraads bevoegdheid.")
    )
    degree_2 = forms.ChoiceField(
        label=_("Heb je er nog een?"),
        required=False,
        choices=[("", _("Nee")), *((one.value, words) for one, words in DEGREES.items())],
    )
    degree_subject_2 = forms.ChoiceField(label=_("Voor welk vak is die?"), required=False)
    minutes = forms.TypedChoiceField(
        label=_("Hoe lang wil je hooguit reizen?"),
        coerce=int,
        choices=[(number, format_lazy(_("{number} minuten"), number=number)) for number in MINUTES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe lang je wilt reizen.")},
    )
    mode = forms.ChoiceField(
        label=_("Hoe reis je?"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe je reist.")},
    )
    home = forms.CharField(
        label=_("Je postcode"),
        required=False,
        max_length=10,
        help_text=_("Vier cijfers is genoeg. Vul je niets in? Dan rekenen wij vanaf je eigen school."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    denominations = forms.MultipleChoiceField(
        label=_("Op welke scholen wil je werken?"),
        required=False,
        help_text=_("Kies je niets? Dan is elke richting goed. Je keuze kan iets zeggen over je geloof."),
        widget=forms.CheckboxSelectMultiple,
    )
    other_sector = forms.BooleanField(label=_("Ook een ander soort onderwijs is goed"), required=False)
    other_board_only = forms.BooleanField(label=_("Alleen een school van een ander bestuur"), required=False)
    three_way = forms.BooleanField(
        label=_("Ook een ruil met drie scholen is goed"),
        required=False,
        help_text=_("Jij gaat naar school A. Iemand van school B komt bij jullie. Zo is er vaker een ruil."),
    )
    agree = forms.BooleanField(
        label=_("Ja, ik doe mee"),
        help_text=_("Wij gebruiken je antwoorden om een ruil te zoeken. Je kunt je altijd terugtrekken."),
        error_messages={"required": AGREE},
    )

    def __init__(self, school: SchoolLocation, denominations: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        subjects = [("", _("Kies een vak")), *SUBJECTS.items()]
        for name in ("degree_subject", "degree_subject_2"):
            self.fields[name].choices = subjects  # type: ignore[attr-defined]
        self.fields["denominations"].choices = [(one, one) for one in denominations]  # type: ignore[attr-defined]
        job = self._ask_job(subjects)
        self.fields |= _theme_fields(
            "goal",
            (_("Wat wil je het liefst leren?"), _("En wat daarna?"), _("En wat nog meer?")),
            _("Kies wat je wilt leren."),
        )
        self.fields |= _theme_fields(
            "strength",
            (_("Wat kun je heel goed?"), _("Wat nog meer?"), _("En wat nog meer?")),
            _("Kies wat je goed kunt."),
        )
        places = (
            *("minutes", "mode", "home", *(["denominations"] if denominations else [])),
            *("other_sector", "other_board_only", "three_way"),
        )
        self.steps = (
            (
                _("Je baan"),
                (*job, "days", "other_days", "fte", "degree", "degree_subject", "degree_2", "degree_subject_2"),
            ),
            (
                _("Leren en kunnen"),
                tuple(f"{stem}_{number}" for stem in ("goal", "strength") for number in range(1, MOST_THEMES + 1)),
            ),
            (_("Waar je wilt werken"), places),
            (_("Klopt alles?"), ("agree",)),
        )

    def _ask_job(self, subjects: Sequence[tuple[str, Any]]) -> tuple[str, ...]:
        if self.school.sector == jobs.SECONDARY:
            self.fields["subject"] = forms.ChoiceField(
                label=_("Welk vak geef je?"),
                choices=subjects,
                error_messages={"required": JOB_FAULTS["subject"][1]},
            )
            self.fields["level"] = forms.ChoiceField(
                label=_("Aan welke leerjaren?"),
                choices=[(one.value, words) for one, words in SCHOOL_LEVELS.items()],
                widget=forms.RadioSelect,
                error_messages={"required": JOB_FAULTS["level"][1]},
            )
            return ("subject", "level")
        self.fields["groups"] = forms.TypedMultipleChoiceField(
            label=_("Welke groep geef je les?"),
            coerce=int,
            choices=[(number, format_lazy(_("groep {number}"), number=number)) for number in jobs.GROUPS],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": JOB_FAULTS["groups"][1]},
        )
        return ("groups",)

    def clean_home(self) -> str:
        typed = self.cleaned_data["home"]
        try:
            return pc4(typed) if typed.strip() else ""
        except BadPostcode as problem:
            raise forms.ValidationError(_("Dit is geen postcode. Schrijf vier cijfers, zoals 1234.")) from problem

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for degree, subject in (("degree", "degree_subject"), ("degree_2", "degree_subject_2")):
            if data.get(degree) in (Degree.FIRST, Degree.SECOND) and not data.get(subject):
                self.add_error(subject, _("Kies het vak van je bevoegdheid."))
        if {"days", "fte"} <= data.keys():
            try:
                jobs.check(self._job(data))
            except BadJob as problem:
                field, words = JOB_FAULTS[problem.what]
                if field in self.fields and field not in self.errors:
                    self.add_error(field, words)
        return data

    def _job(self, data: dict[str, Any]) -> jobs.Job:
        return jobs.Job(
            sector=self.school.sector,
            groups=tuple(data.get("groups") or ()),
            subject=data.get("subject", ""),
            level=data.get("level", ""),
            days=tuple(data["days"]),
            fte=data["fte"],
        )

    def answers(self) -> TeacherAnswers:
        """Give what was answered."""
        data = self.cleaned_data
        job = self._job(data)
        return TeacherAnswers(
            groups=job.groups,
            subject=job.subject,
            level=job.level,
            days=job.days,
            fte=job.fte,
            qualifications=self._qualifications(),
            goals=self._chosen("goal"),
            strengths=self._chosen("strength"),
            wishes=Wanted(
                minutes=data["minutes"],
                mode=data["mode"],
                home_pc4=data["home"],
                denominations=tuple(data.get("denominations") or ()),
                other_sector=data["other_sector"],
                other_board_only=data["other_board_only"],
                three_way=data["three_way"],
                other_days=tuple(data["other_days"]),
            ),
        )

    def _qualifications(self) -> tuple[Licence, ...]:
        found = []
        for degree, subject in (("degree", "degree_subject"), ("degree_2", "degree_subject_2")):
            held = self.cleaned_data[degree]
            if held and held != IN_TRAINING:
                with_subject = held in (Degree.FIRST, Degree.SECOND)
                found.append(Licence(Degree(held), self.cleaned_data[subject] if with_subject else ""))
        return tuple(found)

    def _chosen(self, stem: str) -> tuple[str, ...]:
        codes = (self.cleaned_data[f"{stem}_{number}"] for number in range(1, MOST_THEMES + 1))
        return tuple(code for code in codes if code)


class SchoolForm(SteppedForm):
    """What the school is good at and wants to learn, answered by its director."""

    agree = forms.BooleanField(
        label=_("Ja, ik ben schoolleider van deze school en ik sta achter deze aanmelding"),
        help_text=_("U kunt zich altijd terugtrekken. Er verandert niets zonder uw akkoord."),
        error_messages={"required": _("Zet een vinkje als u mee wilt doen.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = _theme_fields(
            "expertise",
            (_("Waar is uw school goed in?"), _("En waarin nog meer?"), _("En nog iets?")),
            _("Kies waar uw school goed in is."),
        )
        names: list[str] = []
        for number in range(1, MOST_THEMES + 1):
            self.fields[f"expertise_{number}"] = themes[f"expertise_{number}"]
            self.fields[f"level_{number}"] = forms.TypedChoiceField(
                label=_("Hoe goed?"), coerce=int, required=False, choices=[("", _("Kies")), *LEVELS]
            )
            self.fields[f"evidence_{number}"] = forms.CharField(
                label=_("Waaraan ziet men dat?"), max_length=300, required=False, help_text=_("Eén zin is genoeg.")
            )
            names += [f"expertise_{number}", f"level_{number}", f"evidence_{number}"]
        self.fields |= _theme_fields(
            "goal",
            (_("Wat wil uw school het liefst leren?"), _("En wat daarna?"), _("En wat nog meer?")),
            _("Kies wat uw school wil leren."),
        )
        self.steps = (
            (_("Waar uw school goed in is"), tuple(names)),
            (_("Wat uw school wil leren"), tuple(f"goal_{number}" for number in range(1, MOST_THEMES + 1))),
            (_("Klopt alles?"), ("agree",)),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(1, MOST_THEMES + 1):
            if data.get(f"expertise_{number}") and not data.get(f"level_{number}"):
                self.add_error(f"level_{number}", _("Kies hoe goed uw school hierin is."))
        return data

    def answers(self) -> SchoolAnswers:
        """Give what was answered. The first goal counts three, the second two, the third one."""
        data, numbers = self.cleaned_data, range(1, MOST_THEMES + 1)
        return SchoolAnswers(
            expertise=tuple(
                (data[f"expertise_{number}"], data[f"level_{number}"], data[f"evidence_{number}"].strip())
                for number in numbers
                if data[f"expertise_{number}"]
            ),
            goals=tuple(
                (data[f"goal_{number}"], MOST_THEMES + 1 - number) for number in numbers if data[f"goal_{number}"]
            ),
        )


class BuddyForm(SteppedForm):
    """A buddy says yes."""

    agree = forms.BooleanField(
        label=_("Ja, ik wil de buddy zijn"),
        help_text=_("Je kunt je altijd terugtrekken."),
        error_messages={"required": AGREE},
    )
    steps = ((_("Buddy worden"), ("agree",)),)


class CodeForm(NoColonForm):
    """The code that went to the school."""

    code = forms.CharField(
        label=_("Code uit de mail of brief"),
        max_length=20,
        help_text=_("Acht tekens, zoals 7F3K-92QD. Streepjes en hoofdletters maken niet uit."),
        error_messages={"required": _("Vul de code in.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
