"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

registry.register(
    registry.Solution(
        room="bijles",
        number=2,
        slug="pas-op-gelijke-kansen",
        title="Pas Op Gelijke Kansen",
        pitch=_("Gratis bijles met de stadspas. De gemeente betaalt."),
        text=(),
        goals=(1, 2),
        figure=registry.Figure(
            value="10.000",
            text=_("kinderen in Amsterdam kunnen nu geen bijles betalen."),
            source="Stichting Leergeld, 2021",
        ),
        sought=(
            registry.Sought("alderman", _("Wethouders en ambtenaren"), _("U wilt een proef beginnen in uw gemeente.")),
            registry.Sought("school", _("Scholen"), _("U wilt kinderen en ouders bereiken.")),
            registry.Sought("provider", _("Bijlesbureaus"), _("U wilt zich aansluiten bij een pas.")),
        ),
    )
)
