"""What every answer carries in its head, and what a page may hold under its policy."""

from __future__ import annotations

from html.parser import HTMLParser

EXPECTED = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES_IN_FRAMES = {"campaigns:embed"}
PAGES_WITH_CAMERA = {"opleiding:door", "opleiding:door-code"}
# A part of a page that a hall of phones asks for each second; it knows of no visitor.
THE_SAME_FOR_EVERYBODY = {"beraad:live-part"}
# A mail as the demo's mailbox shows it: a frame on our own page, in which nothing runs.
MAIL_IN_FRAME = "demo:mail_body"


def policy(response) -> dict[str, list[str]]:
    """Read the Content-Security-Policy."""
    rules = [rule.split() for rule in response["Content-Security-Policy"].split(";") if rule.strip()]
    return {name: sources for name, *sources in rules}


def faults(response, *, framed=False, secret=False) -> list[str]:
    """Give what is wrong with an answer's headers and with what its page holds."""
    wrong = [f"{name}: {response.get(name)}" for name, value in EXPECTED.items() if response.get(name) != value]
    wrong += [name for name in ("Permissions-Policy", "X-Request-ID") if not response.get(name)]
    wrong += policy_faults(response, framed=framed)
    corp = "cross-origin" if framed else "same-origin"
    if response.get("Cross-Origin-Resource-Policy") != corp:
        wrong.append("Cross-Origin-Resource-Policy")
    if not framed and response.get("X-Frame-Options", "DENY") != "DENY":
        wrong.append("X-Frame-Options")
    if response.get("Referrer-Policy") != "no-referrer" and (
        secret or response.get("Referrer-Policy") != "same-origin"
    ):
        wrong.append(f"Referrer-Policy: {response.get('Referrer-Policy')}")
    kept = response.get("Cache-Control", "")
    if not kept or (secret and "no-store" not in kept):
        wrong.append(f"Cache-Control: {kept}")
    wrong += cookie_faults(response)
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        wrong += page_faults(response, policy(response))
    return wrong


def policy_faults(response, *, framed):
    if "Content-Security-Policy" not in response:
        return ["Content-Security-Policy"]
    rules = policy(response)
    wrong = [
        f"{rule} {source}"
        for rule, sources in rules.items()
        for source in sources
        if "unsafe" in source or "*" in source or (source in {"https:", "http:", "data:", "blob:"} and not framed)
    ]
    wrong += [rule for rule in ("default-src", "base-uri", "object-src") if rules.get(rule) != ["'none'"]]
    wrong += [rule for rule in ("script-src", "style-src", "form-action") if not rules.get(rule)]
    if rules.get("frame-ancestors") != (["https:"] if framed else ["'none'"]):
        wrong.append(f"frame-ancestors {rules.get('frame-ancestors')}")
    return wrong


def cookie_faults(response):
    return [
        f"cookie {name} without {flag}"
        for name, cookie in response.cookies.items()
        for flag in ("secure", "httponly", "samesite")
        if not cookie[flag] and cookie.value and not (name == "django_language" and flag == "httponly")
    ]


class Page(HTMLParser):
    """Collects what the policy of a page would stop."""

    def __init__(self, nonces):
        super().__init__()
        self.nonces = nonces
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.wrong += [f"<{tag} {name}>" for name in facts if name.startswith("on") or name == "style"]
        inline = tag == "style" or (
            tag == "script" and "src" not in facts and facts.get("type") not in {"application/json", "text/plain"}
        )
        if inline and facts.get("nonce") not in self.nonces:
            self.wrong.append(f"inline <{tag}>")
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            value = (facts.get(name) or "").strip().lower()
            if value.startswith("javascript:"):
                self.wrong.append(f"{name} {value}")
            loads = name != "action" and (
                tag not in {"a", "area", "base"} and not (tag == "link" and is_a_pointer(facts))
            )
            if loads and value.startswith(("http:", "https:", "//", "data:")):
                self.wrong.append(f"<{tag} {name}={value[:60]}>")


def is_a_pointer(facts):
    return facts.get("rel") in {"canonical", "alternate", "license"}


def page_faults(response, rules):
    nonces = {source[7:-1] for source in rules.get("script-src", []) if source.startswith("'nonce-")}
    page = Page(nonces)
    page.feed(response.content.decode())
    return page.wrong


def answer_faults(name, role, response, *, secret) -> list[str]:
    """Give what is wrong with the answer that a role got at the address of this name."""
    found = faults(response, framed=name in PAGES_IN_FRAMES and response.status_code == 200, secret=secret)
    if ("camera=(self)" in response["Permissions-Policy"]) > (name in PAGES_WITH_CAMERA):
        found.append("it may ask for the camera")
    if is_kept_page(response) and role != "anonymous" and name not in THE_SAME_FOR_EVERYBODY:
        found.append(f"a page of {role} may be kept: {response.get('Cache-Control')}")
    return found


def is_kept_page(response):
    html = response.get("Content-Type", "").startswith("text/html")
    return html and response.status_code == 200 and "no-store" not in response.get("Cache-Control", "")
