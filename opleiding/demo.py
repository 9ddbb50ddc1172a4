"""Demo data of this room."""

from opleiding.demo_places import load

__all__ = ["load"]
