"""What an exchange teaches: the moments to look back, what people answered, the end reports and the practices."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from ndt.people.models import User
from wisselkracht.core import evaluation_forms, evaluations, practices
from wisselkracht.models.exchange import FINAL, ByParty, Exchange, Place


class Moment(models.Model):
    """A moment at which the teacher of a place, and buddy and director of the host, look back. Days of the Netherlands."""

    class Which(models.TextChoices):
        """One of the three."""

        WEEK_3 = evaluations.Moment.WEEK_3.value, "in de derde schoolweek"
        MIDDLE = evaluations.Moment.MIDDLE.value, "halverwege"
        LAST_WEEKS = evaluations.Moment.LAST_WEEKS.value, "in de laatste weken"

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="moments", verbose_name="plaats")
    which = models.CharField("moment", max_length=10, choices=Which)
    opens_on = models.DateField("open vanaf")
    remind_on = models.DateField("herinneren op")
    due_on = models.DateField("invullen tot en met")
    told_at = models.DateTimeField("gevraagd op", null=True, blank=True)

    class Meta:
        verbose_name = "moment om terug te kijken"
        verbose_name_plural = "momenten om terug te kijken"
        ordering: ClassVar[list[str]] = ["place", "opens_on"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["place", "which"], name="moment_once_for_a_teacher"),
            models.CheckConstraint(
                name="moment_is_reminded_and_due_in_order",
                condition=models.Q(remind_on__gte=models.F("opens_on"), due_on__gte=models.F("remind_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.which} van {self.place_id}"


class ReviewQuerySet(models.QuerySet["Review"]):
    """Which answers."""

    def asking(self) -> ReviewQuerySet:
        """Those that ask for a talk, talked about or not."""
        return self.exclude(urgency="")

    def waiting(self) -> ReviewQuerySet:
        """Those about which nobody talked yet, of exchanges that something can still happen to."""
        return self.asking().filter(talk=None).exclude(moment__place__exchange__state__in=FINAL)


class Review(ByParty):
    """What somebody answered at a moment. place: of who answers. urgency: "" when nothing asks for a talk."""

    class Urgency(models.TextChoices):
        """How soon the coordinator must hear of it."""

        TALK = "talk", "gesprek nodig"
        TODAY = "today", "vandaag bellen"

    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="reviews", verbose_name="moment")
    answers = models.JSONField("antwoorden", default=dict)
    urgency = models.CharField("gesprek", max_length=5, choices=Urgency, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "terugblik"
        verbose_name_plural = "terugblikken"
        ordering: ClassVar[list[str]] = ["moment", "at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["moment", "role"], name="one_review_a_role_at_a_moment"),
        ]

    def __str__(self) -> str:
        return f"terugblik bij {self.moment_id}"

    @property
    def talk_until(self) -> date:
        """Give the last day for a talk; something must ask for one."""
        return evaluation_forms.talk_until(evaluation_forms.Urgency(self.urgency), timezone.localdate(self.at))


class Talk(models.Model):
    """That a coordinator talked about an answer that asked for it, and what came of that. Once an answer."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="talk", verbose_name="terugblik")
    note = models.CharField("wat is afgesproken", max_length=500)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="door"
    )
    at = models.DateTimeField("op", default=timezone.now)

    class Meta:
        verbose_name = "gesprek"
        verbose_name_plural = "gesprekken"

    def __str__(self) -> str:
        return f"gesprek over {self.review_id}"


class EndReport(ByParty):
    """What a teacher writes at the end: what was learned, and what the own school does with it."""

    learned = models.TextField("wat leerde je", max_length=4000)
    brings_home = models.TextField("wat neem je mee naar je school", max_length=4000)

    class Meta:
        verbose_name = "eindverslag"
        verbose_name_plural = "eindverslagen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["place"], name="one_end_report_a_teacher"),
        ]

    def __str__(self) -> str:
        return f"eindverslag van {self.place_id}"


class BestPracticeQuerySet(models.QuerySet["BestPractice"]):
    """Which practices."""

    def public(self) -> BestPracticeQuerySet:
        """Those that everybody may read."""
        return self.filter(state=practices.State.PUBLISHED.value)


class BestPractice(models.Model):
    """A practice that works, offered with an end report; `core/practices.py` says how it becomes public.

    place: of the teacher who wrote it; None when the exchange is forgotten, which leaves a public text as it is.
    returned: what the coordinator wants otherwise. reminded_at: when the others were asked again; once a text.
    """

    class State(models.TextChoices):
        """Where a practice stands."""

        DRAFT = practices.State.DRAFT.value, "concept"
        SUBMITTED = practices.State.SUBMITTED.value, "aangeboden"
        AGREED = practices.State.AGREED.value, "goedgekeurd"
        PUBLISHED = practices.State.PUBLISHED.value, "openbaar"
        WITHDRAWN = practices.State.WITHDRAWN.value, "ingetrokken"

    exchange = models.ForeignKey(
        Exchange, on_delete=models.SET_NULL, null=True, blank=True, related_name="practices", verbose_name="ruil"
    )
    place = models.ForeignKey(
        Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="practices", verbose_name="plaats"
    )
    title = models.CharField("titel", max_length=practices.LONGEST_TITLE)
    text = models.TextField("tekst", max_length=practices.MOST_LETTERS)
    theme = models.CharField("thema", max_length=40)
    state = models.CharField("stand", max_length=9, choices=State, default=State.DRAFT)
    returned = models.CharField("waarom terug", max_length=500, blank=True)
    offered_at = models.DateTimeField("aangeboden op", default=timezone.now)
    reminded_at = models.DateTimeField("herinnerd op", null=True, blank=True)
    published_at = models.DateTimeField("openbaar sinds", null=True, blank=True)

    objects = BestPracticeQuerySet.as_manager()

    class Meta:
        verbose_name = "goede praktijk"
        verbose_name_plural = "goede praktijken"
        ordering: ClassVar[list[str]] = ["-published_at", "-offered_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="public_practice_has_its_moment",
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PracticeConsent(ByParty):
    """Somebody agreed that this text is public; falls with every change of it."""

    practice = models.ForeignKey(
        BestPractice, on_delete=models.CASCADE, related_name="consents", verbose_name="goede praktijk"
    )

    class Meta:
        verbose_name = "toestemming voor een praktijk"
        verbose_name_plural = "toestemmingen voor praktijken"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["practice", "place", "role"], name="party_agrees_to_a_practice_once"),
        ]

    def __str__(self) -> str:
        return f"toestemming voor {self.practice_id}"
