"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

registry.register(
    registry.Solution(
        room="campaigns",
        number=1,
        slug="kansen-te-koop",
        title="Kansen Te Koop",
        pitch=_("Kansen zijn te koop. Maar alleen voor rijke ouders. Teken de petitie."),
        text=(),
        goals=(2, 6),
        figure=registry.Figure(
            value="427.000",
            text=_(
                "handtekeningen kreeg een Nederlandse petitie-actie in 2015. Zoveel stemmen kan een petitie verzamelen."
            ),
            source="GeenPeil, 2015",
        ),
        sought=(
            registry.Sought("ally", _("Bondgenoten"), _("U vindt ook dat elk kind gelijke kansen verdient.")),
            registry.Sought("ambassador", _("Ambassadeurs"), _("U wilt ons verhaal vertellen.")),
            registry.Sought("journalist", _("Journalisten en programmamakers"), _("U wilt hierover berichten.")),
        ),
    )
)
