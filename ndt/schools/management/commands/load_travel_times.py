"""Load measured travel times: manage.py load_travel_times FILE."""

from __future__ import annotations

from ndt.schools.management.loading import LoadCommand
from ndt.schools.services.places import load_travel_times


class Command(LoadCommand):
    """CSV with the columns from_pc4, to_pc4, mode and minutes. The table replaces the one before."""

    help = "Leest gemeten reistijden in. Ze gaan voor de schatting."
    load = staticmethod(load_travel_times)
