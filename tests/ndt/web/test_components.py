"""Components draw what their page of the README says, and escape what people typed."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory


class Sample(forms.Form):
    name = forms.CharField(label="Uw naam", help_text="Zoals op uw paspoort.")
    day = forms.ChoiceField(label="Welke dag?", choices=[("1", "Maandag")], widget=forms.RadioSelect)
    note = forms.CharField(label="Opmerking", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="Ja")

    def clean(self):
        self.add_error(None, "Dit kan niet samen.")


@pytest.fixture
def wrong() -> str:
    return Sample({"name": "", "note": "<b>Omar</b>"}).render()


def test_a_field_is_tied_to_its_label_its_hint_and_its_error(wrong: str):
    field = re.search(r"<input[^>]*name=\"name\"[^>]*>", wrong).group()

    assert '<label class="utrecht-form-label" for="id_name">' in wrong
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'class="utrecht-textbox utrecht-textbox--invalid"' in field
    assert 'id="id_name_helptext"' in wrong
    assert 'id="id_name_error"' in wrong


def test_the_summary_names_every_field_and_leads_to_it(wrong: str):
    assert 'href="#id_name">Uw naam: ' in wrong
    assert 'href="#id_day_0">Welke dag: ' in wrong
    assert 'href="#id_agree">Ja: ' in wrong
    assert "<li>Dit kan niet samen.</li>" in wrong
    assert 'id="id_day_0"' in wrong


def test_a_right_form_has_no_summary():
    assert "error-summary" not in Sample().render()


def test_what_was_typed_is_kept_and_escaped(wrong: str):
    assert "&lt;b&gt;Omar&lt;/b&gt;</textarea>" in wrong


def test_only_what_may_be_left_out_says_so(wrong: str):
    assert wrong.count("(niet verplicht)") == 1
    assert re.search(r"Opmerking <span class=\"optional\">", wrong)


def test_choices_stand_in_a_fieldset_with_a_legend(wrong: str):
    assert re.search(r"<fieldset[^>]*>\s*<legend class=\"utrecht-form-label\">Welke dag\?", wrong)


def draw(source: str, **context: object) -> str:
    return Template("{% load house %}" + source).render(Context(context))


def test_a_table_has_a_caption_and_headers_for_columns_and_rows():
    table = draw('{% table "Steden" columns rows numeric="2" %}', columns=["Stad", "Aantal"], rows=[["<Utrecht>", 3]])

    assert '<caption class="utrecht-table__caption">Steden</caption>' in table
    assert 'scope="row">&lt;Utrecht&gt;</th>' in table
    assert 'utrecht-table__cell--numeric-column">3</td>' in table
    assert table.count('scope="col"') == 2


def test_other_pages_of_a_list_keep_the_rest_of_the_query():
    request = RequestFactory().get("/?plaats=a%26b&pagina=4")

    links = draw("{% pagination page %}", request=request, page=Paginator(range(100), 10).page(4))

    assert 'rel="prev" href="?plaats=a%26b&amp;pagina=3"' in links
    assert '<b aria-current="page">4</b>' in links


def test_a_list_of_one_page_has_no_links_to_others():
    request = RequestFactory().get("/")

    assert "<nav" not in draw("{% pagination page %}", request=request, page=Paginator([1], 10).page(1))


@pytest.mark.parametrize(("kind", "looks"), [("", "nl-button--primary"), ("secondary", "nl-button--secondary"),
                                            ("danger", "nl-button--primary nl-button--negative")])  # fmt: skip
def test_a_button_is_a_link_only_with_an_address(kind: str, looks: str):
    button = render_to_string("components/button.html", {"label": "Teken", "kind": kind})
    link = render_to_string("components/button.html", {"label": "Teken", "kind": kind, "href": "/x/"})

    assert looks in button
    assert button.startswith("<button") or "<button" in button
    assert '<a class="nl-button' in link
    assert 'href="/x/"' in link


def test_a_state_is_a_word_beside_a_shape():
    state = render_to_string("components/status.html", {"word": "Klaar", "shape": "ok"})

    assert "Klaar</span>" in state
    assert 'aria-hidden="true"' in state
