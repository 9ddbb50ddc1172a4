"""Our Dutch texts are msgids, and so are the English texts of Django and allauth: they may not meet.

"Log in" is good Dutch, and Django's own Dutch catalogue turns it into "Aanmelden".
"""

from __future__ import annotations

from django.utils.translation import gettext, override

from tests.house import b1


def test_no_text_of_ours_is_translated_by_a_library():
    with override("nl"):
        changed = {text.words: gettext(text.words) for text in b1.texts() if gettext(text.words) != text.words}

    assert not changed
