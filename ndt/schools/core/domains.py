"""Mail domains: which one a website stands for, and which ones prove nothing because everybody can have them."""

from __future__ import annotations

import re
from typing import Final

_HOST: Final = re.compile(r"^(?=.{4,120}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$")
# Where everybody can get an address.
FREE_MAIL: Final = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "outlook.nl", "hotmail.com", "hotmail.nl", "live.com", "live.nl",
        "msn.com", "yahoo.com", "yahoo.nl", "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com",
        "ziggo.nl", "kpnmail.nl", "planet.nl", "hetnet.nl", "home.nl", "xs4all.nl", "upcmail.nl", "casema.nl",
        "chello.nl", "telfort.nl", "tele2.nl", "online.nl", "quicknet.nl", "gmx.com", "gmx.net", "mail.com", "aol.com",
        "zonnet.nl", "solcon.nl", "caiway.nl", "freeler.nl", "tiscali.nl", "web.de", "gmx.de", "yandex.com", "zoho.com",
    }
)  # fmt: skip
# Where a school has a page among those of others.
SHARED_HOSTS: Final = frozenset(
    {
        "facebook.com", "instagram.com", "google.com", "linkedin.com", "wordpress.com", "wixsite.com", "weebly.com",
        "jimdo.com", "jimdosite.com", "webnode.nl", "blogspot.com", "github.io", "basisonline.nl", "socialschools.nl",
        "klaskompas.nl", "scholenopdekaart.nl", "social-schools.nl", "schoolsite.nl", "weblog.nl", "mijnschool.nl",
    }
)  # fmt: skip


def host_of(website: str) -> str:
    """Give the host of a typed web address in lower case without `www.`; "" where there is none that mail could have.

    A host where everybody can have a page or an address gives "" as well.
    """
    text = website.strip().lower()
    text = re.sub(r"^[a-z]+://", "", text)
    host = re.split(r"[/?#:\s]", text, maxsplit=1)[0].rstrip(".").removeprefix("www.")
    if "@" in host or not _HOST.match(host) or is_free(host):
        return ""
    return host


def is_free(domain: str) -> bool:
    """Say whether everybody can get an address or a page on a domain, or on one above it."""
    parts = domain.lower().split(".")
    above = {".".join(parts[place:]) for place in range(len(parts))}
    return bool(above & (FREE_MAIL | SHARED_HOSTS))


def is_domain(word: str) -> bool:
    """Say whether a word can be the domain of a school's mail."""
    return bool(_HOST.match(word)) and not is_free(word)


def parent(host: str) -> str:
    """Give the last two words of a longer host, `school.board.nl` -> `board.nl`; "" for a host of two."""
    parts = host.split(".")
    return ".".join(parts[-2:]) if len(parts) > 2 else ""


def stands_under(domain: str, allowed: str) -> bool:
    """Say whether a mail domain is the allowed one or stands below it: who owns one gives out the other."""
    return domain == allowed or domain.endswith(f".{allowed}")
