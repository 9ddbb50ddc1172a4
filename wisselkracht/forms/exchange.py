"""What people fill in to take a step of an exchange: one form a step. `do` calls the service that takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, ClassVar, Final, TypeVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselkracht.core.exchange_steps import DeclineReason, Goal, Step, StopReason
from wisselkracht.exchange_words import DECLINES, STOPS
from wisselkracht.forms import NoColonForm, mail_field, name_field, tidy
from wisselkracht.forms.desk import check_days, day_field
from wisselkracht.models import Applicant, Exchange, LearningGoal, Place
from wisselkracht.pdf.words import GOALS
from wisselkracht.queries import vocabulary
from wisselkracht.services import agreeing, living
from wisselkracht.services.carrying import Actor

Reason = TypeVar("Reason", DeclineReason, StopReason)


@dataclass(frozen=True, slots=True)
class Act:
    """Who takes a step of which exchange, when. place, applicant: None for the coordinator. shown: what the page said."""

    exchange: Exchange
    by: Actor
    now: datetime
    place: Place | None = None
    applicant: Applicant | None = None
    shown: str = ""

    def party(self) -> tuple[Place, Applicant]:
        """Give place and person of one of the six or nine, who are there."""
        assert self.place is not None, "a step of a party"
        assert self.applicant is not None, "a step of a party"
        return self.place, self.applicant


class StepForm(NoColonForm):
    """The least form of a step: a button alone. button: what it says; danger: it ends something."""

    button: ClassVar[Any] = _("Ga verder")
    danger: ClassVar[bool] = False

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        self.build()

    def build(self) -> None:
        """Add fields that hang on the exchange."""

    def do(self) -> None:
        """Take the step. Raises what the service raises."""
        raise NotImplementedError


def _words(label: Any, missing: Any, *, rows: int = 4, most: int = 1000, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        error_messages={"required": missing},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class YesForm(StepForm):
    """Yes to a proposal."""

    button = _("Ja, ik doe mee")

    def do(self) -> None:
        place, applicant = self.act.party()
        living.say_yes(place=place, applicant=applicant, shown=self.act.shown, now=self.act.now)


class BecauseForm(StepForm):
    """A step that ends something: a reason from a list, and words for who likes to say more."""

    danger = True
    words = forms.CharField(
        label=_("Wil je er iets bij zeggen? Dat hoeft niet."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("reason", "words")


def _reason(label: Any, hint: Any, missing: Any, reasons: Mapping[Reason, Any]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        choices=[(one.value, words) for one, words in reasons.items()],
        coerce=type(next(iter(reasons))),
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class DeclineForm(BecauseForm):
    """No to a proposal, with a reason that only the coordinator sees."""

    button = _("Nee, ik doe niet mee")
    reason = _reason(
        _("Waarom niet?"),
        _("Alleen de coördinator ziet dit. De andere school ziet het niet."),
        _("Kies een reden. Dan zoeken wij beter verder."),
        DECLINES,
    )

    def do(self) -> None:
        place, applicant = self.act.party()
        data = self.cleaned_data
        living.decline(place=place, applicant=applicant, reason=data["reason"], words=data["words"], now=self.act.now)


class MeetingForm(StepForm):
    """When and where they meet."""

    button = _("Plan de kennismaking")
    day = day_field(_("Op welke dag?"), _("Vóór de ruil begint."))
    hour = forms.TimeField(
        label=_("Hoe laat?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Vul in hoe laat."),
            "invalid": _("Dit is geen tijd. Schrijf uren en minuten, zoals 15:30."),
        },
    )
    where = forms.CharField(
        label=_("Waar?"), max_length=200, error_messages={"required": _("Vul in waar jullie afspreken.")}
    )

    def build(self) -> None:
        if self.act.exchange.meeting_at is not None:
            at = timezone.localtime(self.act.exchange.meeting_at)
            self.initial = {"day": at.date(), "hour": at.time(), "where": self.act.exchange.meeting_place}

    def do(self) -> None:
        data = self.cleaned_data
        at = timezone.make_aware(datetime.combine(data["day"], data["hour"] or time()))
        living.plan_meeting(exchange=self.act.exchange, by=self.act.by, at=at, place=data["where"], now=self.act.now)


class NotesForm(StepForm):
    """What they agreed when they met."""

    button = _("Leg de kennismaking vast")
    notes = _words(
        _("Wat spraken jullie af?"),
        _("Schrijf kort op wat jullie afspraken."),
        most=2000,
        hint=_("Beide scholen lezen dit."),
    )

    def do(self) -> None:
        living.hold_meeting(
            exchange=self.act.exchange, by=self.act.by, notes=self.cleaned_data["notes"], now=self.act.now
        )


class TrainingForm(StepForm):
    """Which training each teacher needs."""

    button = _("Geef deze scholing")

    def build(self) -> None:
        for place in self.act.exchange.places.select_related("teacher"):
            self.fields[f"of_{place.pk}"] = forms.CharField(
                label=_("Scholing voor %(name)s") % {"name": place.teacher.name},
                help_text=_("Eén op een regel. Is er geen nodig? Laat het leeg."),
                required=False,
                max_length=800,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def do(self) -> None:
        titles = {
            int(name.removeprefix("of_")): [line.strip()[:160] for line in text.splitlines() if line.strip()]
            for name, text in self.cleaned_data.items()
        }
        living.assign_training(exchange=self.act.exchange, by=self.act.by, titles=titles, now=self.act.now)


class FinishForm(StepForm):
    """The training is finished."""

    button = _("De scholing is klaar")

    def do(self) -> None:
        living.finish_training(exchange=self.act.exchange, place=self.act.place, by=self.act.by, now=self.act.now)


class GoalsForm(StepForm):
    """The three goals of one teacher."""

    button = _("Bewaar deze leerdoelen")

    def build(self) -> None:
        place = self._place()
        held = {one.kind: one for one in LearningGoal.objects.filter(place=place)} if place else {}
        for goal, words in GOALS.items():
            was = held.get(goal.value)
            self.fields[f"theme_{goal.value}"] = forms.ChoiceField(
                label=_("%(which)s: over welk thema?") % {"which": words},
                choices=[("", _("Kies een thema")), *vocabulary.choices()],
                initial=was.theme if was else "",
                error_messages={"required": _("Kies een thema.")},
            )
            self.fields[f"text_{goal.value}"] = forms.CharField(
                label=_("Wat leer of doe je?"),
                max_length=300,
                initial=was.text if was else "",
                error_messages={"required": _("Schrijf op wat je leert of doet.")},
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"measure_{goal.value}"] = forms.CharField(
                label=_("Waaraan zien wij dat?"),
                max_length=300,
                initial=was.measure if was else "",
                error_messages={"required": _("Schrijf op waaraan wij het zien.")},
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _place(self) -> Place | None:
        if self.act.place is not None:
            return self.act.place
        places = self.act.exchange.places.order_by("number")
        return next((one for one in places if one.goals.count() < len(Goal)), places.first())

    def do(self) -> None:
        place = self._place()
        assert place is not None, "an exchange has places"
        goals = {
            goal: (
                self.cleaned_data[f"theme_{goal.value}"],
                self.cleaned_data[f"text_{goal.value}"],
                self.cleaned_data[f"measure_{goal.value}"],
            )
            for goal in GOALS
        }
        living.set_goals(exchange=self.act.exchange, place=place, by=self.act.by, goals=goals, now=self.act.now)


class SignForm(StepForm):
    """Sign the version that the page showed."""

    button = _("Teken de overeenkomst")
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agree = forms.BooleanField(
        label=_("Ik heb de overeenkomst gelezen en ik teken haar."),
        error_messages={"required": _("Lees de overeenkomst en zet een vinkje.")},
    )

    def do(self) -> None:
        place, applicant = self.act.party()
        agreeing.sign(
            exchange_id=self.act.exchange.pk,
            place=place,
            applicant=applicant,
            fingerprint=self.cleaned_data["fingerprint"],
            now=self.act.now,
        )


class ReasonForm(StepForm):
    """A step of which only the reason is asked."""

    danger = True
    reason = _words(_("Waarom?"), _("Schrijf op waarom."))
    steps: ClassVar[Mapping[Step, Any]] = {
        Step.VETO: living.veto,
        Step.DROP_EXTENSION: living.drop_extension,
        Step.CLOSE: living.close,
    }
    step: ClassVar[Step]

    def do(self) -> None:
        take = self.steps[self.step]
        take(exchange=self.act.exchange, by=self.act.by, reason=self.cleaned_data["reason"], now=self.act.now)


class VetoForm(ReasonForm):
    """The coordinator stops an exchange."""

    button, step = _("Houd deze ruil tegen"), Step.VETO


class DropForm(ReasonForm):
    """Somebody does not want the extension."""

    button, step = _("Verleng niet"), Step.DROP_EXTENSION


class CloseForm(ReasonForm):
    """The coordinator closes an exchange."""

    button, step = _("Sluit deze ruil af"), Step.CLOSE


class IllForm(StepForm):
    """A teacher is ill. Of what, nobody asks."""

    button = _("Meld ziek")
    absent_from = day_field(_("Vanaf welke dag?"))
    cover = _words(_("Wie neemt de lessen over?"), _("Schrijf op wie de lessen overneemt."), rows=2, most=300)

    def do(self) -> None:
        living.report_ill(exchange=self.act.exchange, by=self.act.by, now=self.act.now, **self.cleaned_data)


class ResumeForm(StepForm):
    """The teacher is back."""

    button = _("De ruil gaat verder")
    back_on = day_field(_("Vanaf welke dag is de leraar er weer?"))

    def do(self) -> None:
        living.resume(exchange=self.act.exchange, by=self.act.by, now=self.act.now, **self.cleaned_data)


class ExtendForm(StepForm):
    """A later last day."""

    button = _("Vraag om de verlenging")
    new_end = day_field(
        _("Wat wordt de laatste dag?"), _("Loon en vergoeding groeien mee met de maanden. Iedereen tekent opnieuw.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "new_end" in data:
            check_days(self, "new_end", self.act.exchange.starts_on, data["new_end"])
        return data

    def do(self) -> None:
        agreeing.extend(
            exchange_id=self.act.exchange.pk, by=self.act.by, new_end=self.cleaned_data["new_end"], now=self.act.now
        )


class StopForm(BecauseForm):
    """Leave an exchange that has not begun."""

    button = _("Trek terug")
    reason = _reason(_("Waarom?"), _("Alleen de coördinator ziet dit."), _("Kies een reden."), STOPS)

    def do(self) -> None:
        living.withdraw(exchange=self.act.exchange, by=self.act.by, now=self.act.now, **self.cleaned_data)


class EarlyForm(StopForm):
    """Let an exchange that runs end earlier."""

    button = _("Stop de ruil eerder")
    last_day = day_field(_("Wat is de laatste dag?"))
    return_plan = _words(
        _("Hoe gaat iedereen terug?"), _("Schrijf op hoe iedereen teruggaat naar de eigen school."), rows=3
    )

    def do(self) -> None:
        living.stop_early(exchange=self.act.exchange, by=self.act.by, now=self.act.now, **self.cleaned_data)


class ReportForm(StepForm):
    """A teacher's end report."""

    button = _("Lever je verslag in")
    learned = _words(_("Wat heb je geleerd?"), _("Schrijf op wat je hebt geleerd."), rows=6, most=4000)
    brings_home = _words(
        _("Wat neem je mee naar je eigen school?"), _("Schrijf op wat je meeneemt."), rows=6, most=4000
    )

    def do(self) -> None:
        place, applicant = self.act.party()
        living.hand_in_report(place=place, applicant=applicant, now=self.act.now, **self.cleaned_data)


class PublishForm(StepForm):
    """Say that the practices of an exchange are public."""

    button = _("De ervaringen staan online")

    def do(self) -> None:
        living.publish(exchange=self.act.exchange, by=self.act.by, now=self.act.now)


class LoseForm(StepForm):
    """A buddy cannot go on."""

    button, danger = _("Meld dat de buddy uitvalt"), True

    def build(self) -> None:
        if self.act.place is None:
            self.fields["school"] = forms.ChoiceField(
                label=_("Van welke school?"),
                choices=[
                    (one.school_code, one.application.school.title)
                    for one in self.act.exchange.places.select_related("application__school")
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Kies een school.")},
            )

    def do(self) -> None:
        place = self.act.place or self.act.exchange.places.get(school_code=self.cleaned_data["school"])
        living.lose_buddy(place=place, by=self.act.by, now=self.act.now)


class NewBuddyForm(StepForm):
    """Who the new buddy is."""

    button = _("Vraag deze buddy")
    name = name_field(_("Naam van de nieuwe buddy"), missing=_("Vul de naam van de buddy in."))
    email = mail_field(_("E-mailadres van de nieuwe buddy"))

    def do(self) -> None:
        place, applicant = self.act.party()
        living.replace_buddy(
            place=place,
            director=applicant,
            name=tidy(self.cleaned_data["name"]),
            email=self.cleaned_data["email"],
            now=self.act.now,
        )


FORMS: Final[Mapping[Step, type[StepForm]]] = {
    Step.SAY_YES: YesForm,
    Step.DECLINE: DeclineForm,
    Step.VETO: VetoForm,
    Step.PLAN_MEETING: MeetingForm,
    Step.HOLD_MEETING: NotesForm,
    Step.ASSIGN_TRAINING: TrainingForm,
    Step.FINISH_TRAINING: FinishForm,
    Step.SET_GOALS: GoalsForm,
    Step.SIGN: SignForm,
    Step.REPORT_ILL: IllForm,
    Step.RESUME: ResumeForm,
    Step.EXTEND: ExtendForm,
    Step.DROP_EXTENSION: DropForm,
    Step.WITHDRAW: StopForm,
    Step.STOP_EARLY: EarlyForm,
    Step.HAND_IN_REPORT: ReportForm,
    Step.PUBLISH: PublishForm,
    Step.CLOSE: CloseForm,
    Step.LOSE_BUDDY: LoseForm,
    Step.REPLACE_BUDDY: NewBuddyForm,
}
# What a step is called in an address.
SLUGS: Final[Mapping[Step, str]] = {
    Step.SAY_YES: "ja",
    Step.DECLINE: "nee",
    Step.VETO: "tegenhouden",
    Step.PLAN_MEETING: "kennismaking",
    Step.HOLD_MEETING: "kennisgemaakt",
    Step.ASSIGN_TRAINING: "scholing-geven",
    Step.FINISH_TRAINING: "scholing",
    Step.SET_GOALS: "leerdoelen",
    Step.DRAFT_AGREEMENT: "overeenkomst",
    Step.SIGN: "tekenen",
    Step.EVALUATE: "terugkijken",
    Step.REPORT_ILL: "ziek",
    Step.RESUME: "verder",
    Step.EXTEND: "verlengen",
    Step.DROP_EXTENSION: "niet-verlengen",
    Step.WITHDRAW: "terugtrekken",
    Step.STOP_EARLY: "stoppen",
    Step.HAND_IN_REPORT: "verslag",
    Step.PUBLISH: "delen",
    Step.CLOSE: "afsluiten",
    Step.LOSE_BUDDY: "buddy-weg",
    Step.REPLACE_BUDDY: "nieuwe-buddy",
}
STEPS_BY_SLUG: Final = {slug: step for step, slug in SLUGS.items()}
