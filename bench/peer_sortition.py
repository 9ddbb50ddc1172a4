"""Run by bench_beraad_lottery.py inside the peer's own environment; imports nothing of ours.

    python peer_sortition.py FEATURES.csv PEOPLE.csv SIZE

Prints one JSON line: the seconds of the peer's maximin alone (reading not counted), and the least chance it gave.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from sortition_algorithms import CSVStringDataSource, SelectionData, Settings
from sortition_algorithms.committee_generation import find_distribution_maximin


def main() -> None:
    """Solve one instance."""
    features_file, people_file, size = sys.argv[1:]
    data = SelectionData(CSVStringDataSource(Path(features_file).read_text(), Path(people_file).read_text()))
    features, _report = data.load_features(int(size))
    settings = Settings(id_column="nationbuilder_id", columns_to_keep=[], check_same_address=False)
    people, _report = data.load_people(settings, features)
    begun = time.process_time()
    committees, chances, _report = find_distribution_maximin(features, people, int(size), [])
    seconds = time.process_time() - begun
    totals: dict[str, float] = {}
    for committee, chance in zip(committees, chances, strict=True):
        for person in committee:
            totals[person] = totals.get(person, 0.0) + chance
    print(json.dumps({"seconds": seconds, "minimum": min(totals.values())}))


main()
