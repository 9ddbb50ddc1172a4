"""Who may open the pages about the platform itself."""

from tests.house.roles import Row, everyone

URLS = {
    "well_known:security_txt": Row(get=everyone(200)),
    "well_known:change_password": Row(get=everyone(302)),
    "health:security": Row(get=everyone(200)),
}
