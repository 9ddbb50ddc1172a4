"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

registry.register(
    registry.Solution(
        room="bijles",
        number=2,
        slug="pas-op-gelijke-kansen",
        title="Pas Op Gelijke Kansen",
        pitch=_("Gratis bijles met uw stadspas. De gemeente betaalt."),
        text=(
            _(
                "Bijles helpt kinderen om bij te blijven. Maar een uur bijles is duur. Juist kinderen "
                "die het nodig hebben, krijgen het vaak niet."
            ),
            _(
                "Gezinnen met weinig geld kunnen een pas krijgen van de gemeente. Denk aan de "
                "Stadspas, de Rotterdampas of de Ooievaarspas. Met die pas boekt u straks ook bijles."
            ),
            _(
                "De bijles komt van organisaties die geen winst maken. De gemeente spreekt met hen af "
                "hoe goed de les moet zijn. De gemeente betaalt de lessen die zijn gegeven."
            ),
            _("School en gemeente vertellen ouders dat dit kan. Zo weten meer gezinnen waar ze hulp vinden."),
        ),
        goals=(1, 2),
        figure=registry.Figure(
            value="10.000",
            text=_("kinderen krijgen geen extra les. Dat is alleen al in Amsterdam zo."),
            source=_("Schatting van Stichting Leergeld, 2021"),
        ),
        sought=(
            registry.Sought("alderman", _("Wethouders en ambtenaren"), _("U wilt een proef beginnen in uw gemeente.")),
            registry.Sought("school", _("Scholen"), _("U wilt kinderen en ouders bereiken.")),
            registry.Sought("provider", _("Bijlesbureaus"), _("U wilt zich aansluiten bij een pas.")),
        ),
        drawing="pass",
    )
)
