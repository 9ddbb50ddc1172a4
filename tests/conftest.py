"""The cast and the stage that all tests share."""

from __future__ import annotations
