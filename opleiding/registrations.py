"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

registry.register(
    registry.Solution(
        room="opleiding",
        number=3,
        slug="opleiding-op-maat",
        title="Opleiding op Maat",
        pitch=_("Examentrainers vinden de opleiding tot leraar die bij hen past."),
        text=(),
        goals=(4, 7),
        figure=registry.Figure(
            value="60 %",
            text=_("van de examentrainers denkt erover om leraar te worden. Nu wordt 10 % het."),
            source="Nationale DenkTank, 2021",
        ),
        sought=(
            registry.Sought("institute", _("Instituten voor examentraining"), _("U leidt examentrainers op.")),
            registry.Sought("programme", _("Lerarenopleidingen"), _("U wilt studenten beter bereiken.")),
        ),
    )
)
