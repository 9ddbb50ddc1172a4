"""Who may open what of the campaign."""

from campaigns import links
from campaigns.links import Purpose
from tests.campaigns import factories
from tests.house.roles import INVALID, NOT_FOUND, Row, everyone, only


def petition(world):
    return {"slug": factories.petition().slug}


def link(purpose):
    def arguments(world):
        made = factories.signature(factories.petition())
        return {"slug": made.petition.slug, "token": links.token(purpose, made.public_id)}

    return arguments


URLS = {
    "campaigns:front": Row(get=everyone(200)),
    "campaigns:petition": Row(get=everyone(200), kwargs=petition),
    "campaigns:sign": Row(get=everyone(200), post=everyone(INVALID), kwargs=petition),
    "campaigns:young": Row(get=everyone(200), kwargs=petition),
    "campaigns:mailbox": Row(get=everyone(200), post=everyone(INVALID), kwargs=petition),
    "campaigns:count": Row(get=everyone(200), kwargs=petition),
    "campaigns:embed": Row(get=everyone(200), kwargs=petition),
    "campaigns:poster": Row(get=everyone(200), kwargs=petition),
    "campaigns:confirm": Row(get=everyone(200), post=everyone(302), kwargs=link(Purpose.CONFIRM)),
    "campaigns:thanks": Row(get=everyone(200), kwargs=link(Purpose.THANKS)),
    "campaigns:withdraw": Row(get=everyone(200), post=everyone(302), kwargs=link(Purpose.WITHDRAW)),
    "campaigns:not-me": Row(get=everyone(200), post=everyone(200), kwargs=link(Purpose.NOT_ME)),
    "campaigns:mail-again": Row(post=everyone(NOT_FOUND), kwargs=petition),
    "campaigns:desk": Row(get=only("coordinator")),
    "campaigns:cockpit": Row(get=only("coordinator"), kwargs=petition),
    "campaigns:review": Row(get=only("coordinator"), post=only("coordinator", gives=INVALID), kwargs=petition),
    "campaigns:step": Row(post=only("coordinator", gives=INVALID), kwargs=petition),
    "campaigns:text": Row(get=only("coordinator"), post=only("coordinator", gives=INVALID), kwargs=petition),
    "campaigns:answer": Row(get=only("coordinator"), post=only("coordinator", gives=INVALID), kwargs=petition),
    "campaigns:trust": Row(get=only("coordinator"), post=only("coordinator", gives=INVALID), kwargs=petition),
    "campaigns:delivery": Row(get=only("coordinator", gives=409), kwargs=petition),
}
