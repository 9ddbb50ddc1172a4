"""Which vestigingen an OVT is."""

from inspectie.core.linking import Confidence, Source, link


def found(ovts, vestigingen):
    return [(one.ovt, one.vestiging, one.confidence) for one in link(ovts, vestigingen)]


def test_one_of_each_under_a_brin_is_certain_whatever_the_names():
    links = link({"90AA|C3": "De Ark"}, {"90AA01": "Iets anders"})

    assert [(one.source, one.confidence) for one in links] == [(Source.ONLY_ONE, Confidence.CERTAIN)]


def test_the_number_of_an_ovt_is_not_that_of_a_vestiging():
    links = found({"90AA|C1": "De Ark", "90AA|C2": "Het Kompas"}, {"90AA00": "Het Kompas", "90AA02": "De Ark"})

    assert links == [("90AA|C1", "90AA02", Confidence.LIKELY), ("90AA|C2", "90AA00", Confidence.LIKELY)]


def test_names_that_are_alike_twice_give_nothing_to_hold_on_to():
    links = found({"90AA|C1": "De Ark", "90AA|C2": "De Ark"}, {"90AA00": "De Ark"})

    assert {confidence for *_, confidence in links} == {Confidence.POSSIBLE}


def test_an_ovt_without_vestiging_and_a_vestiging_without_ovt_have_no_link():
    assert found({"90AA|C1": "De Ark"}, {"91AA00": "De Ark"}) == []
