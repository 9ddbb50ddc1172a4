"""Our invoices keep the rules of NLCIUS as the official validation judges them, wherever that is given.

`pip install saxonche`, and SI_UBL_XSLT is the path to `si-ubl-2.0.xsl` of the Dutch Peppol authority.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from bijles.core import ubl
from bijles.core.settlement import Tax
from tests.bijles.core.test_settlement import THREE, invoice

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
# What Schematron makes of one rule, as small as it can be: it says whether we read its answer well.
ONE_RULE = """<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <xsl:template match="/">
    <svrl:schematron-output>
      <xsl:if test="not(//cbc:InvoiceTypeCode = '380')"><svrl:failed-assert id="BR-04" flag="fatal"/></xsl:if>
      <svrl:failed-assert id="A-TIP" flag="warning"/>
    </svrl:schematron-output>
  </xsl:template>
</xsl:stylesheet>"""

Judge = Callable[[bytes], set[str]]


def judge(stylesheet: Path) -> Judge:
    """Give what tells which rules a document breaks: the ids of the fatal ones."""
    saxonche = pytest.importorskip("saxonche", reason="saxonche is not installed")
    processor = saxonche.PySaxonProcessor(license=False)
    compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(stylesheet))

    def broken(document: bytes) -> set[str]:
        report = compiled.transform_to_string(xdm_node=processor.parse_xml(xml_text=document.decode()))
        failed = etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert")
        return {one.get("id", "") for one in failed if one.get("flag") == "fatal"}

    return broken


@pytest.fixture(scope="module")
def official() -> Judge:
    if not (place := os.environ.get("SI_UBL_XSLT")):
        pytest.skip("SI_UBL_XSLT names no validation of SI-UBL")
    return judge(Path(place))


@pytest.mark.parametrize("tax", Tax)
def test_the_official_validation_finds_nothing_in_an_invoice(official: Judge, tax: Tax):
    assert official(ubl.xml(invoice(THREE, tax))) == set()


@pytest.mark.parametrize("tax", Tax)
def test_nor_in_a_credit_note(official: Judge, tax: Tax):
    made = replace(invoice(THREE[:1], tax), corrects=("BP-2027-0001", date(2027, 4, 2)))

    assert official(ubl.xml(made)) == set()


def test_it_sees_a_total_that_is_wrong(official: Judge):
    made = etree.fromstring(ubl.xml(invoice(THREE)))
    (payable,) = made.iterfind(".//{*}PayableAmount")
    payable.text = "1.00"

    assert "BR-CO-16" in official(etree.tostring(made))


def test_its_answer_is_read_well(tmp_path: Path):
    stylesheet = tmp_path / "one.xsl"
    stylesheet.write_text(ONE_RULE)
    broken = judge(stylesheet)
    made = ubl.xml(invoice(THREE))

    assert broken(made) == set()
    assert broken(made.replace(b">380<", b">999<")) == {"BR-04"}
