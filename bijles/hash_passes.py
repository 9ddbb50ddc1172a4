#!/usr/bin/env python3
"""Make the list of passes for Pas Op Gelijke Kansen. Needs Python 3.9 or newer and nothing else.

    python3 hash_passes.py --new-key KEY_FILE
    python3 hash_passes.py --key KEY_FILE PASSES.csv HASHED.csv

PASSES.csv has four columns: pass_number, birth_date (of the holder), valid_until, children. Dates are written
2026-07-31. Children is a number ("2") or the birth months ("2015-03 2018-11"). A fifth column, pc4, may hold the
postcode of the holder ("1012", or "1012 AB", of which only the digits are handed over): with it the platform can count
how many children each neighbourhood could reach. Leave a cell empty when it is not known. HASHED.csv holds keyed hashes
(HMAC-SHA256) and is safe to hand over: without the key nobody reads a number or a date from it. It gets one row a pass, sorted,
so its order says nothing.

Keep KEY_FILE to yourself and give the key once, by another road than the list, to whoever runs the platform.
A list with a fault is not written: each fault is named with its row and column, never with the number itself.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import hmac
import os
import re
import secrets
import sys
from datetime import date
from pathlib import Path

INPUT = ["pass_number", "birth_date", "valid_until", "children"]
OUTPUT = ["pass_hmac", "birth_date_hmac", "valid_until", "children"]
PLACE = "pc4"
KEY_BYTES = 32


def say(words: str) -> None:
    sys.stderr.write(words + "\n")


def new_key(path: Path) -> None:
    """Write a fresh key that only its owner may read. Never writes over a key."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")


def read_key(path: Path) -> bytes:
    text = path.read_text(encoding="ascii").strip()
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise SystemExit(f"{path}: a key is 64 hexadecimal signs. Make one with --new-key.")
    return bytes.fromhex(text)


def keyed(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


def is_day(value: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)) and date.fromisoformat(value) is not None
    except ValueError:
        return False


def is_children(value: str) -> bool:
    if re.fullmatch(r"[0-9]{1,2}", value):
        return int(value) <= 20
    months = value.split()
    return 0 < len(months) <= 20 and all(re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month) for month in months)


def is_place(value: str) -> bool:
    return bool(re.fullmatch(r"([1-9][0-9]{3} ?([A-Za-z]{2})?)?", value))


def hashed(rows: list[list[str]], key: bytes, columns: list[str]) -> tuple[list[list[str]], list[str]]:
    """Give the hashed rows, and the faults as sentences. columns: INPUT, with PLACE behind it or not."""
    out: list[list[str]] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            faults.append(f"row {number}: {len(columns)} columns are needed, this row has {len(cells)}")
            continue
        typed, born, until, children, *place = (cell.strip() for cell in cells)
        digits = re.sub(r"[\s.\-]", "", typed)
        right = {
            "pass_number": bool(re.fullmatch(r"[0-9]{4,19}", digits)),
            "birth_date": is_day(born),
            "valid_until": is_day(until),
            "children": is_children(children),
            PLACE: all(map(is_place, place)),
        }
        faults += [f"row {number}, column {column}: not valid" for column, holds in right.items() if not holds]
        if digits in seen:
            faults.append(f"row {number}, column pass_number: the same as in row {seen[digits]}")
        seen.setdefault(digits, number)
        born_hash = keyed(key, f"birth:{digits}:{born}")
        counted = " ".join(children.split())
        out.append([keyed(key, f"pass:{digits}"), born_hash, until, counted, *(code[:4] for code in place)])
    return sorted(out), faults


def make_list(key_file: Path, source: Path, target: Path) -> int:
    """Write the hashed list, or say what is wrong and give 1."""
    key = read_key(key_file)
    text = source.read_text(encoding="utf-8-sig")
    separator = ";" if ";" in text.partition("\n")[0] else ","
    rows = list(csv.reader(text.splitlines(), delimiter=separator))
    columns = [cell.strip() for cell in rows[0]] if rows else []
    if columns not in (INPUT, [*INPUT, PLACE]):
        say(f"row 1: the heading must be {separator.join(INPUT)}, with or without {separator}{PLACE} behind it")
        return 1
    out, faults = hashed(rows[1:], key, columns)
    if faults or not out:
        say("\n".join(faults) or "the list is empty")
        return 1
    with target.open("w", encoding="ascii", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([OUTPUT + columns[len(INPUT) :], *out])
    sys.stdout.write(f"{len(out)} passes written to {target}\n")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make a list of keyed hashes of passes.")
    parser.add_argument("--new-key", type=Path, metavar="KEY_FILE", help="make a key")
    parser.add_argument("--key", type=Path, metavar="KEY_FILE")
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="PASSES.csv HASHED.csv")
    given = parser.parse_args(arguments)
    try:
        if given.new_key:
            new_key(given.new_key)
            return 0
        if not given.key or len(given.files) != 2:
            parser.error("give --key KEY_FILE PASSES.csv HASHED.csv")
        return make_list(given.key, *given.files)
    except OSError as problem:
        say(f"{problem.filename}: {problem.strerror}")
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
