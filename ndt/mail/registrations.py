"""What mail tells the house."""

from django.core.checks import register as register_check
from django.utils.translation import gettext_lazy as _

from ndt.history import untracked
from ndt.jobs import registry as jobs
from ndt.jobs.models import Priority
from ndt.mail import checks, operators, phone, services, texts, throttle, transport
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Keyed, Personal

jobs.register("mail.send", services.send, gate=throttle.gate, refused=services.refused)
jobs.register("phone.text", phone.send, priority=Priority.URGENT, keep=phone.KEPT)
jobs.register("phone.letter", texts.send, refused=texts.refused)
jobs.after_sweep(transport.close)
jobs.alarm(operators.job_stopped)

privacy.register(
    "mail.Suppression",
    owner=Keyed("mailbox", "mailbox"),
    about=_("mensen die geen post van ons willen of van wie het adres niet bestaat"),
    mailbox=Personal(
        purpose=_("Geen post sturen aan wie dat niet wil, of aan een adres dat niet bestaat."),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Tot u weer post wilt. Bij een adres dat niet bestaat: 90 dagen."),
        erase=Erase.ROW,
        kept_by="mail.suppressions",
        secret=True,
    ),
)
privacy.retention("mail.suppressions", services.clean)
privacy.register(
    "mail.PhoneCode",
    about=_("mensen die een code per sms vragen"),
    number=Personal(
        purpose=_("Zien dat een telefoon niet te veel berichten krijgt."),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("2 dagen, alleen als versleutelde code."),
        erase=Erase.ROW,
        kept_by="mail.phone_codes",
        secret=True,
    ),
    code=Personal(
        purpose=_("Nakijken of de code klopt die u invult."),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("2 dagen, alleen als versleutelde code."),
        erase=Erase.ROW,
        kept_by="mail.phone_codes",
        secret=True,
    ),
)
privacy.retention("mail.phone_codes", phone.clean)
untracked("mail.PhoneCode", "It lives two days and nobody decides about it.")
untracked("mail.Suppression", "Owners and mail servers make it; an operator's release stands in the admin's log.")
register_check(checks.sms_url)
