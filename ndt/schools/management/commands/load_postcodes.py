"""Load where postcodes lie: manage.py load_postcodes FILE."""

from __future__ import annotations

from ndt.schools.management.loading import LoadCommand
from ndt.schools.services.places import load_postcodes


class Command(LoadCommand):
    """JSON of `{"1011": [lat, lon]}`, or CSV with the columns pc4, lat and lon."""

    help = "Leest in waar postcodes liggen."
    load = staticmethod(load_postcodes)
