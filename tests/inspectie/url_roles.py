"""Who may open what of Kwaliteit In-zicht."""

from tests.house.roles import Row, everyone

SOLUTION = "inspectie"

URLS = {
    "inspectie:overview": Row(get=everyone(200)),
}
