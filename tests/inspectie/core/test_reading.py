"""What official files look like, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from inspectie.core.reading import recognise
from inspectie.core.reading.harvest import Context
from inspectie.core.reading.tables import Table
from inspectie.core.refusals import Refused, Why

CONTEXT = Context(file="bestand.csv", today=date(2026, 11, 25))
LEVELS = [
    "REKENEN_LAGER1F",
    "REKENEN_1F",
    "REKENEN_1S",
    "REKENEN_2F",
    "LV_LAGER1F",
    "LV_1F",
    "LV_2F",
    "TV_LAGER1F",
    "TV_1F",
    "TV_2F",
]
COUNTS = ["<5", 7, "<5", 0, "0", "<5", 8, "<5", "5", "5"]
OUTCOMES = [
    "ovt",
    "Gemiddelde %1F 2223",
    "Gemiddelde %1S/2F 2223",
    "Aantal leerlingen 2223",
    "Gemiddelde %1F 2324",
    "Gemiddelde %1S/2F 2324",
    "Aantal leerlingen 2324",
    "Gemiddelde %1F 2425",
    "Gemiddelde %1S/2F 2425",
    "Aantal leerlingen 2425",
    "Schoolweging",
    "Schoolwegingscategorie",
    "Signaleringswaarde 1F",
    "Signaleringswaarde 1S/2F",
    "Gewogen driejaarsgemiddelde %1F",
    "Gewogen driejaarsgemiddelde %1S/2F",
    "Totaal aantal leerlingen 3 jaar",
    "Uitkomst indicator 1F",
    "Uitkomst indicator 1S/2F",
]
ABOVE = "Boven de signaleringswaarde"
SCHOOL = ["00AP|C1", "94,44", "55,56", "18", "92,31", "51,28", "13", "91,67", "47,22", "12", 31.47, "[31,32)", 85.0, 43.5,
          "93,02", "51,94", "43", ABOVE, ABOVE]  # fmt: skip


def read(header, *rows, file="bestand.csv"):
    return recognise.read(Table("", tuple(header), rows), Context(file=file, today=CONTEXT.today))


def refusal(header, *rows, file="bestand.csv"):
    with pytest.raises(Refused) as caught:
        read(header, *rows, file=file)
    return caught.value


def cells(harvest):
    return {key: row[len(key) + 1 :] for key, row in harvest.facts["ResultCell"].items()}


@pytest.mark.parametrize(
    ("header", "school", "file"),
    [
        (["BRIN_NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM_VESTIGING"], ["00AP", "00", "De Ark"], "r-2024-2025.csv"),
        (["PEILDATUM", "INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING"], ["20241001", "00AP", 0, "De Ark"], ""),
        (["INSTELLINGSCODE", "VESTIGINGSCODE", "VESTIGINGSNAAM", "BEVOEGD GEZAG NUMMER", "school_year"], ["00AP", "00AP00", "De Ark", 41646, "2024-2025"], ""),
    ],
)  # fmt: skip
def test_three_dialects_of_duo_say_the_same(header, school, file):
    harvest = read([*header, *LEVELS], [*school, *COUNTS], file=file)

    assert cells(harvest)["00AP00", 2024, "rekenen", "below_1f"] == (1, 4, True)
    assert cells(harvest)["00AP00", 2024, "lezen", "higher"] == (8, 8, False)
    assert len(cells(harvest)) == 9


def test_a_byte_order_mark_that_was_read_as_text_and_the_same_column_twice():
    header = ['ï»¿"PEILDATUM"', "INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING", *LEVELS, "PEILDATUM"]

    harvest = read(
        header, [20241001, "00AP", 0, "De Ark", *COUNTS, None], [None, "00AR", 0, "De Bron", *COUNTS, 20231001]
    )

    assert {key[:2] for key in harvest.facts["ResultCell"]} == {("00AP00", 2024), ("00AR00", 2023)}


def test_a_table_that_prints_zeros_hides_one_to_four_and_another_zero_to_four():
    header = ["PEILDATUM", "INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING", *LEVELS[:3], *LEVELS[4:]]
    school = [20241001, "00AP", 0, "De Ark"]

    with_zeros = read(header, [*school, "<5", "7", "9", "0", "7", "9", "<5", "7", "9"])
    without = read(header, [*school, "<5", "7", "9", "<5", "7", "9", "<5", "7", "9"])

    assert cells(with_zeros)["00AP00", 2024, "rekenen", "below_1f"] == (1, 4, True)
    assert cells(without)["00AP00", 2024, "rekenen", "below_1f"] == (0, 4, True)


def test_commas_in_one_column_and_points_in_another_are_read_side_by_side():
    harvest = read(OUTCOMES, SCHOOL)

    (_row, _ovt, _last, weging, *_) = harvest.facts["PublishedAggregate"]["00AP|C1", 2024]
    assert weging == Decimal("31.47")
    assert harvest.facts["PublishedYear"]["00AP|C1", 2024, 2022][4] == Decimal("94.44")


def test_a_star_is_not_a_blank():
    starred = [SCHOOL[0], *["*"] * 9, *SCHOOL[10:]]
    blank = ["00AR|C1", "", "", "", *SCHOOL[4:]]

    harvest = read(OUTCOMES, starred, blank)

    assert harvest.facts["PublishedYear"]["00AP|C1", 2024, 2022][4:] == (None, None, None, True)
    assert harvest.facts["PublishedYear"]["00AR|C1", 2024, 2022][4:] == (None, None, None, False)


def changed(place, value):
    return [*SCHOOL[:place], value, *SCHOOL[place + 1 :]]


@pytest.mark.parametrize(
    ("row", "why", "column"),
    [
        (changed(10, 3147.0), Why.OUT_OF_RANGE, "Schoolweging"),
        (changed(1, "9444"), Why.OUT_OF_RANGE, "Gemiddelde %1F 2223"),
        (changed(1, "94.44"), Why.MIXED_DECIMAL, "Gemiddelde %1F 2223"),
        (changed(1, 94.44), Why.MIXED_DECIMAL, "Gemiddelde %1F 2223"),
        (changed(3, "1.8"), Why.MIXED_DECIMAL, "Aantal leerlingen 2223"),
        (changed(3, "-18"), Why.NOT_A_NUMBER, "Aantal leerlingen 2223"),
        (changed(1, "nan"), Why.NOT_A_NUMBER, "Gemiddelde %1F 2223"),
        (changed(0, "AP00|1"), Why.NOT_A_CODE, "ovt"),
        (changed(17, "Ruim boven"), Why.UNKNOWN_WORD, "Uitkomst indicator 1F"),
        (changed(0, "00AR|C1"), Why.TWICE, ""),
    ],
)
def test_a_value_that_nobody_can_be_sure_of_is_refused_with_row_and_column(row, why, column):
    first = ["00AR|C1", *SCHOOL[1:]]

    problem = refusal(OUTCOMES, first, row)

    assert (problem.why, problem.place.row, problem.place.column) == (why, 3, column)


def test_an_unknown_column_is_refused_by_name():
    problem = refusal([*OUTCOMES, "Rapportcijfer"], [*SCHOOL, 8])

    assert (problem.why, problem.place.row, problem.place.column) == (Why.UNKNOWN_HEADER, 1, "Rapportcijfer")


def test_a_lacking_column_is_refused_by_name():
    problem = refusal(OUTCOMES[:10] + OUTCOMES[11:], SCHOOL[:10] + SCHOOL[11:])

    assert (problem.why, problem.expected) == (Why.MISSING_COLUMN, "SCHOOLWEGING")


def test_a_table_of_another_world_is_refused():
    assert refusal(["naam", "leeftijd"], ["Amina", 34]).why == Why.UNKNOWN_HEADER


def test_a_year_that_contradicts_its_date_is_refused():
    header = ["PEILDATUM", "SCHOOLJAAR", "INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING", *LEVELS]

    problem = refusal(header, [20241001, "2022-2023", "00AP", 0, "De Ark", *COUNTS])

    assert (problem.why, problem.place.row) == (Why.CONTRADICTION, 2)


def test_results_without_any_year_are_refused():
    header = ["INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING", *LEVELS]

    assert refusal(header, ["00AP", 0, "De Ark", *COUNTS]).why == Why.NO_YEAR


def test_a_vestiging_under_another_brin_is_refused():
    header = ["PEILDATUM", "INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING", *LEVELS]

    problem = refusal(header, [20241001, "00AP", "00AR00", "De Ark", *COUNTS])

    assert (problem.why, problem.place.column) == (Why.CONTRADICTION, "VESTIGINGSCODE")


def test_padded_codes_of_municipalities_become_four_digits():
    header = [
        "PEILDATUM",
        "INSTELLINGSCODE",
        "VESTIGINGSCODE",
        "INSTELLINGSNAAM_VESTIGING",
        "GEMEENTENUMMER",
        "GEMEENTENAAM",
        *LEVELS,
    ]

    harvest = read(header, [20241001, "00AP", "00", "De Ark", "  98", "Weststellingwerf", *COUNTS])

    assert ("0098", "levels", date(2024, 10, 1)) in harvest.facts["MunicipalityRecord"]


def test_a_spot_outside_the_country_is_refused():
    problem = refusal(["school_id", "latitude", "longitude"], ["00AP", "52.1", "4.9"], ["00AR", "4.9", "52.1"])

    assert (problem.why, problem.place.row, problem.place.column) == (Why.OUT_OF_RANGE, 3, "latitude")


def test_scores_until_2023_and_later_are_one_table():
    school = ["INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING"]
    early = read([*school, "PRIKDATUM_SCORES", "CET_AANTAL", "CET_GEM", "IEP_AANTAL", "IEP_GEM"],
                 ["00AP", "00", "De Ark", "20230715", "11", "538,636363636364", "0", " "])  # fmt: skip
    late = read([*school, "PRIKDATUM", "LIB_AANTAL", "LIB_GEM", "IEP_AANTAL", "IEP_GEM"],
                ["00AP", "00", "De Ark", "20240715", "<5", "", "12", "81,25"])  # fmt: skip

    assert early.facts["ProviderScore"]["00AP00", 2022, "LIB"][4:] == (11, 11, Decimal("538.64"))
    assert late.facts["ProviderScore"]["00AP00", 2023, "LIB"][4:] == (1, 4, None)
    assert late.facts["ProviderScore"]["00AP00", 2023, "IEP"][4:] == (12, 12, Decimal("81.25"))
