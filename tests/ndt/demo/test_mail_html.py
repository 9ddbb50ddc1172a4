"""HTML of a mail under a policy without inline style."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ndt.demo.mail_html import showable


def test_a_style_attribute_becomes_a_rule_that_may_run():
    page = showable('<p style="color: red">Dag</p>', nonce="abc")

    assert '<style nonce="abc">.inline-1.inline-1 { color: red }</style>' in page
    assert '<p class="inline-1">Dag</p>' in page


def test_the_ground_of_a_mail_is_the_ground_of_the_page():
    page = showable('<html><body class="ground" style="margin:0">Dag</body></html>', nonce="abc")

    assert '<body class="ground inline-1">Dag</body>' in page


def test_a_style_element_keeps_its_rules():
    assert "@media print { p { color: red } }" in showable(
        "<style>@media print { p { color: red } }</style>", nonce="a"
    )


def test_links_open_in_the_whole_window():
    page = showable('<a href="https://site.example/?a=1&amp;b=2">Open</a>', nonce="abc")

    assert '<a href="https://site.example/?a=1&amp;b=2" target="_top" rel="noopener">Open</a>' in page


def test_what_follows_something_left_out_is_still_there():
    page = showable("<link href=x><form><input></form><meta charset=x><p>Dag</p>", nonce="abc")

    assert "<p>Dag</p>" in page
    assert "<form" not in page


def test_an_address_that_is_a_script_is_left_out():
    assert "script:" not in showable('<a href=" JavaScript:alert(1)">Open</a>', nonce="abc")


def test_text_stays_text():
    assert "<p>1 &lt; 2 &amp; 3</p>" in showable("<p>1 &lt; 2 &amp; 3</p>", nonce="abc")


PIECES = st.lists(
    st.sampled_from(
        ["<p style='a:b'>", "</p>", "<script>", "</script>", "<style>", "</style>", "<a href=x onclick=y>", "</a>", "<br>",
         "<body style=x>", "</body>", "<iframe src=x>", "</iframe>", "tekst & <", "<img src=x onerror=y>"]
    ),
    max_size=12,
)  # fmt: skip


@given(PIECES)
def test_no_mail_brings_script_or_style_attributes_in(pieces):
    body = showable("".join(pieces), nonce="abc").partition("</head>")[2]

    for forbidden in ("<script", " style=", "onclick=", "onerror=", "<iframe", "<style"):
        assert forbidden not in body
