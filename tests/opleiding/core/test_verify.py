"""The verifier believes nothing: it finds every changed byte, and every lie that is consistent in itself."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from opleiding import verify_match
from opleiding.core import bundle, files, matching
from tests.opleiding.core.markets import chance, facts
from tests.sizes import size, sized

pytestmark = [sized]
SCRIPT = Path(verify_match.__file__)
MODES = ("candidate_optimal", "offering_optimal", "most_places")
GOOD = facts(
    {"Amina": ["o2", "o1"], "Bram": ["o1", "o2"], "Coby": ["o1"], "Daan": ["o3", "o2"], "Eva": []},
    {
        "o1": (1, [["Amina"], ["Bram", "Coby"]]),
        "o2": (1, [["Amina", "Bram", "Daan"]]),
        "o3": (2, [["Daan", "Eva"]]),
    },
    pools=[{"id": "p", "places": 2, "members": ["o2", "o3"]}],
)


def written(made):
    content = json.dumps(made).encode()
    return files.written(files.settle(bundle.read(content)), content)


def put(place, made):
    place.mkdir(exist_ok=True)
    for name, content in made.items():
        (place / name).write_bytes(content)


def answer(place, *more, capsys):
    code = verify_match.main([str(place), *more])
    return code, capsys.readouterr().out


def sealed(made):
    """What a liar does: make the certificate agree with the files again."""
    certificate = json.loads(made["certificate.json"])
    certificate["files"] = {name: files.digest(made[name]) for name in certificate["files"]}
    certificate["outcome_hash"] = files.digest(files.canonical(json.loads(made["outcome.json"])))
    return made | {"certificate.json": files.canonical(certificate)}


def test_the_verifier_is_short_imports_nothing_of_ours_and_counts_promotions_alike():
    text = SCRIPT.read_text(encoding="utf-8")

    assert text.count("\n") < 150
    assert "opleiding" not in text
    assert verify_match.PROMOTIONS == matching.PROMOTIONS


def test_it_says_ok_from_another_directory_without_our_code(tmp_path):
    put(tmp_path / "round", written(GOOD))
    shutil.copy(SCRIPT, tmp_path / "check.py")

    ran = subprocess.run(
        [sys.executable, "-I", "-S", "check.py", "round"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.endswith("\nOK\n")


def test_it_says_ok_of_rounds_of_every_kind(tmp_path, capsys):
    rng = random.Random(5)
    for _number in range(size(200, 3000)):
        made = chance(
            rng, people=10, offerings=5, pools=rng.random() < 0.5, mode=rng.choice(MODES),
            tie_breaking=rng.choice(("single", "multiple")),
        )  # fmt: skip
        put(tmp_path, written(made))

        code, said = answer(tmp_path, capsys=capsys)

        assert code == 0, (said, made)


def test_given_numbers_and_a_withdrawn_offering_are_ok_too(tmp_path, capsys):
    made = GOOD | {"lottery": {"numbers": {"Amina": 5, "Bram": -1, "Coby": 2, "Daan": 2, "Eva": 9}}}
    made["offerings"] = [*made["offerings"], {"id": "o4", "places": 3, "priorities": [["Eva"]], "withdrawn": True}]
    put(tmp_path, written(made))

    assert answer(tmp_path, capsys=capsys)[0] == 0
    assert json.loads((tmp_path / "outcome.json").read_bytes())["placements"]["Bram"] == "o1"


def test_the_outcome_that_was_published_is_compared(tmp_path, capsys):
    made = written(GOOD)
    put(tmp_path, made)

    assert answer(tmp_path, files.digest(made["outcome.json"]).upper(), capsys=capsys)[0] == 0
    code, said = answer(tmp_path, "00" * 32, capsys=capsys)

    assert (code, said.startswith("WRONG outcome.json: its outcome_hash is")) == (1, True)


def test_one_changed_byte_anywhere_is_found(tmp_path, capsys, record_figure):
    made, rng, tries = written(GOOD), random.Random(1), size(300, 1000)
    put(tmp_path, made)
    places = [(name, place) for name, content in made.items() for place in range(len(content))]
    found = 0
    for name, place in rng.choices(places, k=tries):
        changed = bytearray(made[name])
        changed[place] ^= rng.randrange(1, 256)
        (tmp_path / name).write_bytes(bytes(changed))
        code, said = answer(tmp_path, capsys=capsys)
        found += code == 1 and said.startswith("WRONG ")
        (tmp_path / name).write_bytes(made[name])

    record_figure(f"match: of {tries} flipped bytes found", target=tries, measured=found)
    assert found == tries
    assert answer(tmp_path, capsys=capsys)[0] == 0


def test_another_seed_or_outcome_is_found_though_all_hashes_fit(tmp_path, capsys, record_figure):
    rng, tries, found, lied = random.Random(2), size(150, 1000), 0, 0
    while lied < tries:
        made = chance(rng, people=8, offerings=4, pools=rng.random() < 0.3, mode=rng.choice(MODES))
        good = written(made)
        facts_of, name = json.loads(good["outcome.json"]), rng.choice(["outcome.json", "bundle.json", "numbers.json"])
        if name == "outcome.json":
            person = rng.choice([*facts_of["placements"], *facts_of["unplaced"]])
            to = rng.choice([None, *(one["id"] for one in made["offerings"])])
            if facts_of["placements"].get(person) == to:
                continue
            rest = {c: o for c, o in facts_of["placements"].items() if c != person}
            facts_of["placements"] = rest | ({person: to} if to else {})
            everybody = {one["id"] for one in made["candidates"]}
            facts_of["unplaced"] = sorted(everybody - facts_of["placements"].keys())
            bad = good | {name: files.canonical(facts_of)}
        elif name == "bundle.json":
            bad = good | {name: json.dumps(made | {"lottery": {"seed": rng.randbytes(8).hex()}}).encode()}
        else:
            numbers = json.loads(good[name])
            numbers[rng.choice(list(numbers))] = rng.randbytes(32).hex()
            bad = good | {name: files.canonical(numbers)}
        lied += 1
        put(tmp_path, sealed(bad))
        found += answer(tmp_path, capsys=capsys)[0] == 1

    record_figure(f"match: of {tries} lies with fitting hashes found", target=tries, measured=found)
    assert found == tries


@pytest.mark.parametrize(
    ("name", "change", "why"),
    [
        ("outcome.json", lambda all_: all_["unplaced"].pop(), "names not everybody once"),
        ("outcome.json", lambda all_: all_["placements"].update(Coby="o3") or all_["unplaced"].remove("Coby"), "Coby may not be placed at o3"),
        ("cutoffs.json", lambda all_: all_["o1"]["cutoff"].update({"class": 1}), "a cutoff is not"),
        ("explanations.json", lambda all_: all_["Coby"].update(why_not=[]), "what Coby is told is not so"),
        ("explanations.json", lambda all_: all_["Amina"].update(menu=[]), "what Amina is told is not so"),
        ("numbers.json", lambda all_: all_.update(Amina="00" * 32), "is not the draw"),
    ],
)  # fmt: skip
def test_the_first_claim_that_fails_is_named(tmp_path, capsys, name, change, why):
    made = written(GOOD)
    facts_of = json.loads(made[name])
    change(facts_of)
    put(tmp_path, sealed(made | {name: files.canonical(facts_of)}))

    code, said = answer(tmp_path, capsys=capsys)

    assert (code, said.startswith(f"WRONG {name}: ")) == (1, True), said
    assert why in said


@pytest.mark.parametrize("name", sorted(files.NAMES))
def test_a_missing_file_is_found(tmp_path, capsys, name):
    put(tmp_path, written(GOOD))
    (tmp_path / name).unlink()

    code, said = answer(tmp_path, capsys=capsys)

    assert code == 1
    assert name in said


def test_no_directory_at_all_is_said(capsys):
    assert verify_match.main(["nowhere"]) == 1
    assert verify_match.main([]) == 1
    assert "WRONG" in capsys.readouterr().out
