"""Documents to read back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ndt.pdf import services

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TEMPLATES = Path(__file__).parent / "templates"
NAMES = [
    "Amina 't Hart",
    "محمد عبد الله",
    "לאה כהן",
    "ሰላም ተስፋይ",
    "王小明",
    "佐藤さくら",
    "김민수",
    "Ελένη Παπαδοπούλου",
    "Олександр Шевченко",
    "Nguyễn Thị Hồng",
    "Şeyma Öztürk",
    "Ọlábísí Adéẹ̀kọ́",
    "Հայկ Պետրոսյան",
    "ნინო",
    "अमित शर्मा",
    "ไทย",
]


@pytest.fixture(autouse=True)
def own_templates(settings: Any) -> None:
    templates = [dict(engine) for engine in settings.TEMPLATES]
    templates[0]["DIRS"] = [*templates[0]["DIRS"], TEMPLATES]
    settings.TEMPLATES = templates


@pytest.fixture
def document() -> Callable[..., bytes]:
    def render(names: list[str] = NAMES, *, language: str = "nl", template: str = "everything.html") -> bytes:
        return services.render(template, {"names": names}, title="Alles", language=language, now=NOW)

    return render
