"""From randomness to an outcome: fair, repeatable, and only when everything was fixed in time."""

import hashlib
import hmac
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ndt.draws import beacons, commitments, index, uniformity
from ndt.draws.beacons import QUICKNET, TEST_CHAIN, BallsAnnouncement, BallsRecording, DrandAnnouncement
from ndt.draws.commitments import Commitment
from ndt.draws.errors import BadRecording, LateCommitment, SecretDiffers, TooEarly
from tests.sizes import size, sized

pytestmark = [sized]
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECRET = bytes(range(32))
ROUND = TEST_CHAIN.first_after(NOON + timedelta(hours=1))


def committed(**facts):
    return Commitment(
        **{
            "subject": "een proef",
            "choices": 1000,
            "hashes": {"panels.csv": "ab" * 32},
            "secret_sha256": commitments.digest(SECRET),
            "announcement": DrandAnnouncement(TEST_CHAIN, ROUND),
            "published_at": NOON,
        }
        | facts
    )


def recorded(number=ROUND, seed=b"seed"):
    return beacons.read_drand(commitments.canonical(beacons.made_up_round(number, seed=seed)))


def drawn(commitment, recording, *, secret=SECRET, published_at=NOON, now=NOON + timedelta(hours=2)):
    return index.draw(commitment, recording, secret=secret, published_at=published_at, now=now)


def test_a_commitment_reads_back_as_it_was_written():
    for announcement in (DrandAnnouncement(QUICKNET, 5), BallsAnnouncement(NOON, "Grote zaal, Utrecht", 3)):
        written = committed(announcement=announcement)

        assert commitments.read(written.content()) == written
        assert commitments.read(written.content()).content() == written.content()


def test_quicknet_gives_a_round_every_three_seconds_from_its_genesis():
    assert QUICKNET.at(1).timestamp() == 1_692_803_367
    assert QUICKNET.at(27_946_612) == datetime(2026, 4, 20, tzinfo=UTC)
    assert QUICKNET.at(QUICKNET.first_after(NOON)) > NOON >= QUICKNET.at(QUICKNET.first_after(NOON) - 1)


def test_the_index_is_what_the_readme_says():
    block = hmac.new(b"\x01", b"ndt-draw-1" + b"\x02" + bytes(4), hashlib.sha256).hexdigest()

    assert index.by_hmac(key=b"\x01", message=b"\x02", choices=10) == index.Outcome(int(block, 16) % 10, 1)
    assert int(block, 16) % 10 == 2  # worked out apart


def test_a_value_above_the_last_multiple_is_rejected():
    choices = 2**256 // 2 + 1

    attempts = [index.by_hmac(key=bytes([key]), message=b"m", choices=choices).attempts for key in range(40)]

    assert max(attempts) > 1
    assert all(index.by_hmac(key=bytes([key]), message=b"m", choices=1).index == 0 for key in range(5))


def test_the_same_randomness_gives_the_same_outcome_and_other_randomness_another():
    first = drawn(committed(), recorded())

    assert drawn(committed(), recorded()) == first
    assert len({drawn(committed(), recorded(seed=bytes([seed]))).index for seed in range(8)}) > 4


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=1)])
def test_a_late_commitment_is_refused(late):
    at = TEST_CHAIN.at(ROUND)

    with pytest.raises(LateCommitment):
        drawn(committed(published_at=at + late), recorded(), now=at + timedelta(hours=3))
    with pytest.raises(LateCommitment):
        drawn(committed(), recorded(), published_at=at + late, now=at + timedelta(hours=3))


def test_a_draw_waits_for_the_moment_that_was_announced():
    with pytest.raises(TooEarly):
        drawn(committed(), recorded(), now=TEST_CHAIN.at(ROUND) - timedelta(seconds=1))


def test_another_round_another_secret_and_another_kind_are_refused():
    with pytest.raises(BadRecording) as other_round:
        drawn(committed(), recorded(ROUND + 1))
    with pytest.raises(BadRecording) as other_kind:
        drawn(committed(), BallsRecording(("123",)))
    with pytest.raises(SecretDiffers):
        drawn(committed(), recorded(), secret=bytes(32))
    with pytest.raises(BadRecording) as changed:
        drawn(committed(), replace(recorded(), randomness=bytes(32)))

    assert [caught.value.what for caught in (other_round, other_kind, changed)] == ["round", "kind", "randomness"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("geen json", "json"),
        ("[]", "json"),
        ('{"round": "1"}', "round"),
        ('{"round": true}', "round"),
        ('{"round": 1, "randomness": "zz", "signature": "00"}', "randomness"),
        ('{"round": 1, "randomness": "00", "signature": ""}', "signature"),
        ('{"round": 1, "randomness": "00", "signature": "00"}', "randomness"),
    ],
)
def test_a_recording_that_is_no_round_is_refused_with_its_part(content, what):
    with pytest.raises(BadRecording) as caught:
        beacons.read_drand(content)

    assert caught.value.what == what


def test_balls_are_the_number_and_a_throw_outside_the_range_is_done_again():
    assert index.by_balls(BallsRecording(("417",)), choices=1000) == index.Outcome(417, 1)
    assert index.by_balls(BallsRecording(("999", "417")), choices=300) == index.Outcome(117, 2)


@pytest.mark.parametrize(("throws", "choices"), [(("999",), 300), (("100", "200"), 300), (("5",), 11)])
def test_throws_that_break_the_rule_are_refused(throws, choices):
    with pytest.raises(BadRecording):
        index.by_balls(BallsRecording(throws), choices=choices)


@pytest.mark.parametrize("throws", [(), ("12",), ("1234",), ("12a",), ("١٢٣",)])
def test_throws_need_exactly_the_announced_digits(throws):
    with pytest.raises(BadRecording):
        beacons.check(BallsAnnouncement(NOON, "Utrecht", 3), BallsRecording(throws), now=NOON)


def test_every_ball_outcome_is_equally_likely():
    counts = [0] * 7
    for throw in range(10):
        if throw < 7:
            counts[index.by_balls(BallsRecording((str(throw),)), choices=7).index] += 1

    assert counts == [1] * 7
    assert [index.digits_for(choices) for choices in (1, 10, 11, 1000, 1001)] == [1, 1, 2, 3, 4]


def test_simulated_draws_are_even(record_figure):
    draws, choices = size(4_000, 20_000), 100
    rng = random.Random(20_000)
    counts = [0] * choices
    for number in range(draws):
        randomness = rng.randbytes(32)
        counts[index.by_hmac(key=randomness, message=number.to_bytes(4, "big"), choices=choices).index] += 1

    found = uniformity.evenness(counts)

    record_figure(f"{draws} simulated draws, chi-square p", target="> 0.001", measured=found.p_value)
    assert found.p_value > 0.001


def test_the_test_of_evenness_sees_an_uneven_draw():
    assert uniformity.evenness([100] * 10).p_value == 1.0
    assert uniformity.evenness([200] + [100] * 9).p_value < 1e-6
    with pytest.raises(ValueError, match="five expected"):
        uniformity.evenness([1, 2, 3])
