"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

registry.register(
    registry.Solution(
        room="wisselkracht",
        number=4,
        slug="wisselkracht",
        title="WisselKracht",
        pitch=_("Twee leraren ruilen een half schooljaar van baan. Beide scholen leren ervan."),
        text=(),
        goals=(4, 5),
        figure=registry.Figure(
            value="2",
            text=_("scholen worden beter van één ruil."),
            source="Nationale DenkTank, 2021",
        ),
        sought=(
            registry.Sought("school", _("Scholen en besturen"), _("U wilt leren van een school in de buurt.")),
            registry.Sought("teacher", _("Leraren"), _("Je wilt een half jaar op een andere school werken.")),
        ),
    )
)
