"""Who may open the pages of the house itself."""

from tests.house.roles import Row, everyone

URLS = {
    "web:home": Row(get=everyone(200)),
    "web:solution": Row(get=everyone(200), kwargs=lambda world: {"slug": "kansen-te-koop"}),
    "web:accessibility": Row(get=everyone(200)),
    "web:colophon": Row(get=everyone(200)),
    "web:robots": Row(get=everyone(200)),
}
