"""Our Dutch texts are msgids, and so are the English texts of Django and allauth: they may not meet.

"Log in" is good Dutch, and Django's own Dutch catalogue turns it into "Aanmelden". The templates that
override Django's admin keep its English msgids on purpose: its catalogue translates them.
"""

from __future__ import annotations

from django.utils.translation import gettext, override

from tests.house import b1


def test_no_text_of_ours_is_translated_by_a_library():
    with override("nl"):
        ours = {text.words for text in b1.texts() if not text.file.startswith("templates/admin/")}
        changed = {words: gettext(words) for words in ours if gettext(words) != words}

    assert not changed
