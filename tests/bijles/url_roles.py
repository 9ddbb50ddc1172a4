"""Who may open what of Pas Op Gelijke Kansen. Here Amina has a family and a pass."""

from tests.bijles import factories
from tests.house.roles import INVALID, Row, everyone

SOLUTION = "bijles"


def scheme(_world):
    return {"slug": factories.scheme().slug}


URLS = {
    "bijles:front": Row(get=everyone(200)),
    # Who has no account is sent to make one.
    "bijles:begin": Row(get=everyone(200, anonymous=302), post=everyone(INVALID, anonymous=302), kwargs=scheme),
}
