"""Who may open what of Opleiding op Maat."""

from tests.house.roles import Row, everyone

SOLUTION = "opleiding"

URLS = {
    "opleiding:front": Row(get=everyone(200)),
    "opleiding:simulator": Row(get=everyone(200)),
    "opleiding:simulator-csv": Row(get=everyone(200)),
    "opleiding:simulator-numbers-csv": Row(get=everyone(200)),
}
