"""The words of a consent are kept by version, and are the words of the form."""

import pytest
from django.db import ProgrammingError, transaction
from django.utils import translation

from campaigns.core.signing import CONSENT_VERSION
from campaigns.forms import SignForm
from campaigns.models import Consent

pytestmark = pytest.mark.django_db
FIELDS = {"sign": "consent", "show": "show_name", "deliver": "deliver_name", "updates": "keep_informed"}


@pytest.fixture(autouse=True)
def _consents(db):
    # A test that flushes the database takes the rows of a migration along.
    if not Consent.objects.exists():
        from importlib import import_module

        words = import_module("campaigns.migrations.0003_first_consents").WORDS
        Consent.objects.bulk_create(Consent(kind=kind, version=1, words=text) for kind, text in words.items())


@pytest.mark.parametrize("kind", FIELDS)
def test_the_form_says_what_the_table_keeps(kind):
    with translation.override("nl"):
        field = SignForm().fields[FIELDS[kind]]
        shown = f"{field.label}. {field.help_text}"

    assert Consent.objects.get(kind=kind, version=CONSENT_VERSION).words == shown


def test_a_consent_never_changes():
    with pytest.raises(ProgrammingError), transaction.atomic():
        Consent.objects.update(words="iets anders")
