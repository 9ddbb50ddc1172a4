"""What privacy tells the house: its own fields, and those of the libraries that nobody else speaks for."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.jobs import registry as jobs
from ndt.jobs.models import Priority
from ndt.privacy import registry, sessions
from ndt.privacy.registry import Erase, Ground, Keyed, Personal
from ndt.privacy.services import accounts, files, remembering, requests, retention

jobs.register("privacy.remember", remembering.write)
jobs.register("privacy.delete_file", files.delete)
jobs.register("privacy.retention", retention.do, priority=Priority.SLOW)
jobs.daily("privacy.retention", retention.plan)

registry.retention("privacy.sessions", sessions.clear)
registry.retention("privacy.admin_log", accounts.clear_admin_log)
registry.retention("privacy.erasures", remembering.forget_old)

LOG_IN = _("Inloggen met een code per mail, en u schrijven over wat u hier doet.")
DEVICES = _("Laten zien waar u bent ingelogd, zodat u misbruik herkent.")
WITH_ACCOUNT = _("Zolang u een account hebt.")
HOLDERS = _("mensen met een account")

registry.eraser(registry.ACCOUNT, accounts.erase)
registry.register(
    registry.ACCOUNT,
    called=_("uw account"),
    about=HOLDERS,
    consequence=_("U kunt niet meer inloggen. Met hetzelfde adres kunt u wel een nieuw account maken."),
    email=Personal(
        purpose=LOG_IN,
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.TOMBSTONE,
    ),
    name=Personal(
        purpose=_("Anderen in uw organisatie laten zien wie u bent."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.BLANK,
    ),
    password=Personal(
        purpose=_("Inloggen. De meeste accounts hebben geen wachtwoord."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.TOMBSTONE,
        secret=True,
    ),
)

registry.register(
    "people.Membership",
    owner="user",
    called=_("uw rollen in organisaties"),
    about=HOLDERS,
    consequence=_("Uw rollen in organisaties vervallen."),
    shown=("organisation",),
    user=Personal(
        title=_("account"),
        purpose=_("Weten wat u in een organisatie doet."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
        secret=True,
    ),
)

registry.register(
    "privacy.AccessRequest",
    owner="email",
    about=_("mensen die vragen wat wij van hen bewaren"),
    email=Personal(
        title=_("e-mailadres"),
        purpose=_("U de link sturen waarmee u uw gegevens ziet."),
        ground=Ground.LEGAL_DUTY,
        retention=_("1 dag nadat de link is verlopen."),
        erase=Erase.ROW,
        keep=timedelta(days=1),
        after="expires_at",
    ),
    name=Personal(
        title=_("naam, als meer mensen het adres gebruiken"),
        purpose=_("Alleen laten zien wat van u is."),
        ground=Ground.LEGAL_DUTY,
        retention=_("1 dag nadat de link is verlopen."),
        erase=Erase.ROW,
        keep=timedelta(days=1),
        after="expires_at",
    ),
    token_hash=Personal(
        purpose=_("Uw link herkennen."),
        ground=Ground.LEGAL_DUTY,
        retention=_("1 dag nadat de link is verlopen."),
        erase=Erase.ROW,
        keep=timedelta(days=1),
        after="expires_at",
        secret=True,
    ),
)
registry.register(
    "limits.Bucket",
    called=_("grenzen tegen misbruik"),
    owner=Keyed("key", f"limit:{requests.BY_MAILBOX}"),
    about=_("mensen die een formulier invullen"),
    key=Personal(
        title=_("code van uw adres of internetverbinding"),
        purpose=_("Misbruik tegengaan: niet te vaak hetzelfde vanaf 1 plek."),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Hoogstens 2 dagen, alleen als versleutelde code."),
        erase=Erase.ROW,
        keep=timedelta(days=1),
        after="whole_at",
        secret=True,
    ),
)
registry.impersonal(
    "admin.LogEntry", object_id=_("Het nummer van een rij. Van een mens blijft een willekeurige rij over.")
)
registry.impersonal("privacy.Erasure", rows=_("Aantallen per tabel. Er staat niet in wie het was."))

# --- Accounts, as django-allauth keeps them -----------------------------------------------------
registry.register(
    "account.EmailAddress",
    called=_("e-mailadressen van uw account"),
    owner="user",
    about=HOLDERS,
    user=Personal(
        title=_("account"),
        purpose=_("Weten van welk account een adres is."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
        secret=True,
    ),
    email=Personal(
        title=_("e-mailadres"),
        purpose=LOG_IN,
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
    ),
)
registry.register(
    "account.EmailConfirmation",
    called=_("bevestigingen van een adres"),
    owner="email_address__user",
    about=HOLDERS,
    key=Personal(
        title=_("code om een adres te bevestigen"),
        purpose=_("Controleren dat een adres van u is."),
        ground=Ground.CONTRACT,
        retention=_("7 dagen."),
        erase=Erase.ROW,
        keep=timedelta(days=7),
        after="created",
        secret=True,
    ),
)
registry.register(
    "mfa.Authenticator",
    called=_("passkeys en apps voor codes"),
    owner="user",
    about=HOLDERS,
    user=Personal(
        title=_("account"),
        purpose=_("Weten van welk account een tweede stap is."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
        secret=True,
    ),
    data=Personal(
        title=_("kenmerk van uw passkey of app"),
        purpose=_("Uw passkey of app voor codes herkennen bij het inloggen."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
        secret=True,
    ),
)
registry.register(
    "usersessions.UserSession",
    called=_("apparaten waarop u bent ingelogd"),
    owner="user",
    about=HOLDERS,
    user=Personal(
        title=_("account"),
        purpose=DEVICES,
        ground=Ground.CONTRACT,
        retention=_("Tot u uitlogt. Anders 30 dagen na uw laatste bezoek."),
        erase=Erase.ROW,
        secret=True,
    ),
    ip=Personal(
        title=_("IP-adres"),
        purpose=DEVICES,
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Tot u uitlogt. Anders 30 dagen na uw laatste bezoek."),
        erase=Erase.ROW,
        keep=timedelta(days=30),
        after="last_seen_at",
    ),
    user_agent=Personal(
        title=_("soort apparaat en browser"),
        purpose=DEVICES,
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Tot u uitlogt. Anders 30 dagen na uw laatste bezoek."),
        erase=Erase.ROW,
        keep=timedelta(days=30),
        after="last_seen_at",
    ),
    session_key=Personal(
        title=_("kenmerk van het bezoek"),
        purpose=DEVICES,
        ground=Ground.CONTRACT,
        retention=_("Tot u uitlogt. Anders 30 dagen na uw laatste bezoek."),
        erase=Erase.ROW,
        keep=timedelta(days=30),
        after="last_seen_at",
        secret=True,
    ),
    data=Personal(
        title=_("gegevens over het bezoek"),
        purpose=DEVICES,
        ground=Ground.CONTRACT,
        retention=_("Tot u uitlogt. Anders 30 dagen na uw laatste bezoek."),
        erase=Erase.ROW,
        keep=timedelta(days=30),
        after="last_seen_at",
        secret=True,
    ),
)
registry.register(
    "socialaccount.SocialAccount",
    called=_("inlog via werk of school"),
    owner="user",
    about=_("mensen die inloggen via hun werk of school"),
    user=Personal(
        title=_("account"),
        purpose=_("Weten van welk account de inlog is."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
        secret=True,
    ),
    uid=Personal(
        title=_("kenmerk bij uw werk of school"),
        purpose=_("U herkennen als u via uw werk of school inlogt."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
    ),
    extra_data=Personal(
        title=_("naam en adres bij uw werk of school"),
        purpose=_("Wat uw werk of school over u meestuurt bij het inloggen."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
    ),
)
registry.register(
    "socialaccount.SocialToken",
    called=_("sleutels van werk of school"),
    owner="account__user",
    about=_("mensen die inloggen via hun werk of school"),
    token=Personal(
        title=_("sleutel van uw werk of school"),
        purpose=_("Inloggen via uw werk of school."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
        secret=True,
    ),
    token_secret=Personal(
        title=_("tweede sleutel van uw werk of school"),
        purpose=_("Inloggen via uw werk of school."),
        ground=Ground.CONTRACT,
        retention=WITH_ACCOUNT,
        erase=Erase.ROW,
        secret=True,
    ),
)
APP = _("Hoort bij de inlogdienst van een organisatie, niet bij een mens.")
registry.impersonal("socialaccount.SocialApp", name=APP, secret=APP, key=APP, settings=APP)

# --- Django's own tables ------------------------------------------------------------------------
registry.register(
    "sessions.Session",
    called=_("bezoeken"),
    owner=sessions.of,
    about=_("bezoekers die inloggen of een formulier invullen"),
    session_key=Personal(
        title=_("kenmerk van het bezoek"),
        purpose=_("Onthouden dat u bent ingelogd."),
        ground=Ground.CONTRACT,
        retention=_("12 uur na uw laatste bezoek. Daarna ruimen wij het binnen 1 dag op."),
        erase=Erase.ROW,
        kept_by="privacy.sessions",
        secret=True,
    ),
    session_data=Personal(
        title=_("waar u bent in een formulier"),
        purpose=_("Onthouden waar u was in een formulier."),
        ground=Ground.CONTRACT,
        retention=_("12 uur na uw laatste bezoek. Daarna ruimen wij het binnen 1 dag op."),
        erase=Erase.ROW,
        kept_by="privacy.sessions",
        secret=True,
    ),
)
registry.eraser("sessions.Session", sessions.erase)
LOG_KEPT = _("2 jaar na de wijziging.")
registry.register(
    "admin.LogEntry",
    called=_("logboek van het beheer"),
    owner="user",
    about=_("beheerders, en mensen van wie zij iets wijzigen"),
    user=Personal(
        title=_("account van de beheerder"),
        purpose=_("Weten welke beheerder iets wijzigde."),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=LOG_KEPT,
        erase=Erase.KEEP,
        reason=_("Wijst naar het account. Daarvan blijft na verwijderen alleen een willekeurig nummer."),
        kept_by="privacy.admin_log",
        secret=True,
    ),
    object_repr=Personal(
        title=_("wat er gewijzigd is"),
        purpose=_("Weten wat een beheerder wijzigde."),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=LOG_KEPT,
        erase=Erase.SCRUB,
        kept_by="privacy.admin_log",
        secret=True,
    ),
    change_message=Personal(
        title=_("welke velden gewijzigd zijn"),
        purpose=_("Weten wat een beheerder wijzigde."),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=LOG_KEPT,
        erase=Erase.SCRUB,
        kept_by="privacy.admin_log",
        secret=True,
    ),
)
GROUPS = Personal(
    title=_("account"),
    purpose=_("Weten wat een account in het beheer mag."),
    ground=Ground.CONTRACT,
    retention=WITH_ACCOUNT,
    erase=Erase.ROW,
    secret=True,
)
registry.register("people.User_groups", called=_("groepen in het beheer"), owner="user", about=HOLDERS, user=GROUPS)
registry.register(
    "people.User_user_permissions", called=_("losse rechten in het beheer"), owner="user", about=HOLDERS, user=GROUPS
)
registry.impersonal("auth.Group", name=_("Naam van een groep rechten."))
registry.impersonal("auth.Permission", name=_("Naam van een recht."), codename=_("Naam van een recht."))

history.untracked("privacy.AccessRequest", _("Iemand vraagt het zelf, en na 2 dagen is het weg."))
history.untracked("privacy.Erasure", _("Is zelf het bewijs dat er iets verwijderd is; niemand wijzigt het."))
history.untracked("limits.Bucket", _("Telt alleen, en is na een dag weg."))
