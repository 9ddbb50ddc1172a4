import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.mail.addresses import RULES, canonical

locals_ = st.text("abcdefghij.+-_0123456789", min_size=1, max_size=20)
domains = st.sampled_from([*RULES, "school.example", "xn--caf-dma.example"])


@pytest.mark.parametrize(
    ("typed", "known_as"),
    [
        ("J.Jansen+petitie@Gmail.com", "jjansen@gmail.com"),
        ("jjansen@googlemail.com", "jjansen@gmail.com"),
        ("j.jansen@school.example", "j.jansen@school.example"),
        ("j.jansen+x@school.example", "j.jansen+x@school.example"),
        ("amina+a@outlook.com", "amina@outlook.com"),
        ("a.mina@outlook.com", "a.mina@outlook.com"),
        ("bram@café.example", "bram@xn--caf-dma.example"),
        ("bram@school.example.", "bram@school.example"),
        ("+tag@gmail.com", "+tag@gmail.com"),
    ],
)
def test_addresses_that_reach_one_mailbox_have_one_spelling(typed, known_as):
    assert canonical(typed) == known_as


@pytest.mark.parametrize("typed", ["", "amina", "@gmail.com", "amina@"])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValueError, match="before and after"):
        canonical(typed)


@given(local=locals_, domain=domains)
def test_canonical_is_idempotent(local, domain):
    once = canonical(f"{local}@{domain}")

    assert canonical(once) == once


@given(local=locals_, domain=domains)
def test_case_never_makes_a_second_mailbox(local, domain):
    assert canonical(f"{local.upper()}@{domain.upper()}") == canonical(f"{local}@{domain}")


def test_every_alias_points_at_a_domain_with_a_rule_of_its_own():
    for rule in RULES.values():
        if rule.alias_of:
            assert not RULES[rule.alias_of].alias_of
