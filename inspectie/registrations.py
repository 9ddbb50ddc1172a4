"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

registry.register(
    registry.Solution(
        room="inspectie",
        number=6,
        slug="kwaliteit-in-zicht",
        title="Kwaliteit In-zicht",
        pitch=_("Bekijk per school wat strengere normen voor lezen, taal en rekenen zouden doen."),
        text=(),
        goals=(1, 2, 7),
        figure=registry.Figure(
            value="100+",
            text=_("scholen krijgen sneller hulp als de inspectie elk vak apart bekijkt."),
            source="Nationale DenkTank, 2021",
        ),
        sought=(
            registry.Sought("policymaker", _("Beleidsmakers"), _("U maakt beleid over de kwaliteit van scholen.")),
            registry.Sought("board", _("Schoolbesturen"), _("U wilt weten waar uw scholen staan.")),
        ),
    )
)
