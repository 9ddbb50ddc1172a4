"""A frame as bytes, so that a data version keeps exactly what its answers were computed from."""

from __future__ import annotations

import io
from dataclasses import fields
from typing import Any, Final

import numpy as np

from inspectie.core.frame import Frame

# Part of the fingerprint of a data version: raise it when the same rows make another frame.
FORMAT: Final = "1"
_TEXTS: Final = frozenset({"ovt", "boards", "municipalities"})


def pack(frame: Frame) -> bytes:
    """Give a frame as a compressed numpy archive without pickles."""
    arrays = {field.name: np.asarray(getattr(frame, field.name)) for field in fields(Frame)}
    for name in _TEXTS:
        arrays[name] = arrays[name].astype(np.str_)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def unpack(content: bytes) -> Frame:
    """Give the frame that `pack` made bytes of; its arrays can only be read."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays: dict[str, Any] = {name: archive[name] for name in archive.files}
    for array in arrays.values():
        array.setflags(write=False)
    for name in _TEXTS:
        arrays[name] = tuple(arrays[name].tolist())
    arrays["years"] = tuple(arrays["years"].tolist())
    arrays["version"] = str(arrays["version"])
    return Frame(**arrays)
