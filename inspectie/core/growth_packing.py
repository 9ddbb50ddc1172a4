"""A table of growth as bytes, so that one process computes it for all."""

from __future__ import annotations

import io
from typing import Final

import numpy as np

from inspectie.core.growth_table import COLUMNS, Growth, National

_ARRAYS: Final = ("value", "error", "reach", "reliability")


def pack(table: Growth) -> bytes:
    """Give a table as a compressed numpy archive without pickles."""
    years = len(table.years)
    empty = National(np.full(years, np.nan), np.full(3, np.nan), np.full(3, np.nan), -1)
    national = [one or empty for one in table.national]
    file = io.BytesIO()
    np.savez_compressed(
        file,
        allow_pickle=False,
        ovt=np.asarray(table.ovt, dtype=np.str_),
        years=np.asarray(table.years),
        yearly=np.stack([one.yearly for one in national]),
        spread=np.stack([one.spread for one in national]),
        spread_error=np.stack([one.spread_error for one in national]),
        schools=np.array([one.schools for one in national]),
        providers_known=np.array(table.providers_known),
        version=np.array(table.version),
        **{name: getattr(table, name) for name in _ARRAYS},
    )
    return file.getvalue()


def unpack(content: bytes) -> Growth:
    """Give the table that `pack` made bytes of."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        found = {name: archive[name] for name in archive.files}
    national = tuple(
        National(found["yearly"][column], found["spread"][column], found["spread_error"][column], int(schools))
        if (schools := found["schools"][column]) >= 0
        else None
        for column in range(len(COLUMNS))
    )
    return Growth(
        ovt=tuple(found["ovt"].tolist()),
        years=tuple(found["years"].tolist()),
        national=national,
        providers_known=bool(found["providers_known"]),
        version=str(found["version"]),
        **{name: found[name] for name in _ARRAYS},
    )
