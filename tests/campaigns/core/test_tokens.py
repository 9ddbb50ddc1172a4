import random
import uuid

from hypothesis import given
from hypothesis import strategies as st

from campaigns.core import tokens

KEY, OTHER = b"k" * 32, b"o" * 32
purposes = st.sampled_from(["confirm", "withdraw", "not-me"])


@given(subject=st.uuids(), purpose=purposes)
def test_a_token_gives_its_subject_back(subject, purpose):
    token = tokens.make(purpose, subject, key=KEY)

    assert tokens.read(purpose, token, keys=[OTHER, KEY]) == subject
    assert len(token) == 40


@given(subject=st.uuids(), one=purposes, other=purposes)
def test_a_token_is_bound_to_its_purpose_and_key(subject, one, other):
    token = tokens.make(one, subject, key=KEY)

    assert tokens.read(one, token, keys=[OTHER]) is None
    if one != other:
        assert tokens.read(other, token, keys=[KEY]) is None


@given(subject=st.uuids(), place=st.integers(0, 39), sign=st.sampled_from("ABCxyz019-_"))
def test_changing_any_sign_ends_it(subject, place, sign):
    token = tokens.make("confirm", subject, key=KEY)
    changed = token[:place] + sign + token[place + 1 :]

    assert changed == token or tokens.read("confirm", changed, keys=[KEY]) is None


@given(st.text(max_size=60))
def test_anything_typed_is_no_token_and_no_error(typed):
    assert tokens.read("confirm", typed, keys=[KEY]) is None


def test_codes_and_receipts_have_their_form():
    rng = random.Random(1)

    assert all(len(tokens.six_digits(rng)) == 6 for _ in range(100))
    receipt = tokens.receipt_number(rng)
    assert len(receipt) == 12
    assert not set(receipt) & set("ILOU")


def test_two_subjects_never_share_a_token():
    assert tokens.make("confirm", uuid.UUID(int=1), key=KEY) != tokens.make("confirm", uuid.UUID(int=2), key=KEY)
