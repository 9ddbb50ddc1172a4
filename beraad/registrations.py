"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

registry.register(
    registry.Solution(
        room="beraad",
        number=5,
        slug="het-lerarenberaad",
        title="Het LerarenBeraad",
        pitch=_("Leraren bepalen samen hoe hun vak eruit moet zien. Het lot kiest wie meedoet."),
        text=(),
        goals=(4, 7),
        figure=registry.Figure(
            value="400",
            text=_("mensen uit het onderwijs spraken mee over dit plan."),
            source="Nationale DenkTank, 2021",
        ),
        sought=(
            registry.Sought("teacher", _("Leraren"), _("Je wilt meedenken over je vak.")),
            registry.Sought("organisation", _("Organisaties van leraren"), _("U steunt het beraad.")),
        ),
    )
)
