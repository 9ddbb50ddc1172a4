"""The pages of the demo: be somebody with one button, read the mail."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ndt.demo import data
from ndt.demo.cast import ACCOUNTS
from ndt.demo.models import Mail
from tests.ndt.demo.factories import received

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> None:
    for account in ACCOUNTS:
        data.make_account(account)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
def test_one_button_logs_in_as_each_of_the_cast(cast, client: Client, account):
    answer = client.post(reverse("demo:log_in"), {"account": account.email}, follow=True)

    assert answer.status_code == 200
    assert answer.wsgi_request.user.email == account.email


def test_the_operator_needs_no_second_factor_in_the_demo(cast, client: Client):
    client.post(reverse("demo:log_in"), {"account": "olga@demo.example"})

    assert client.get("/beheer/").status_code == 200


def test_a_second_login_leaves_nothing_of_the_first(cast, client: Client):
    client.post(reverse("demo:log_in"), {"account": "olga@demo.example"})
    client.post(reverse("demo:log_in"), {"account": "omar@demo.example"})

    assert client.get("/beheer/").status_code != 200


def test_nobody_outside_the_cast_can_be_logged_in_as(client: Client, django_user_model):
    django_user_model.objects.create_user("gast@elders.example")

    assert client.post(reverse("demo:log_in"), {"account": "gast@elders.example"}).status_code == 404


def test_the_page_shows_a_button_for_every_account(cast, client: Client):
    page = client.get(reverse("demo:index")).content.decode()

    assert all(f"Log in als {account.name}" in page for account in ACCOUNTS)


def test_the_mailbox_shows_one_persons_mail(client: Client):
    received("amina@demo.example", subject="Voor Amina")
    received("bram@demo.example", subject="Voor Bram")

    page = client.get(reverse("demo:mailbox"), {"aan": "Amina@demo.example"}).content.decode()

    assert "Voor Amina" in page
    assert "Voor Bram" not in page


def test_a_text_message_shows_on_the_phone_and_not_in_the_mailbox(client: Client):
    received("31612345678@phone.example", subject="", text="Uw code is 123456.")

    phone = client.get(reverse("demo:phone")).content.decode()

    assert "+31612345678" in phone
    assert "Uw code is 123456." in phone
    assert "phone.example" not in client.get(reverse("demo:mailbox")).content.decode()


def test_links_in_the_plain_text_can_be_clicked(client: Client):
    mail = received(text="Open https://site.example/bevestig/abc/ nu.")

    page = client.get(reverse("demo:mail", args=[mail.pk])).content.decode()

    assert 'href="https://site.example/bevestig/abc/"' in page


def test_html_of_a_mail_is_shown_where_it_may_do_nothing(client: Client):
    mail = received(html='<p style="color:red" onclick="x()">Dag</p><script>alert(1)</script>')

    answer = client.get(reverse("demo:mail_body", args=[mail.pk]))

    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert b"script>" not in answer.content
    assert b"onclick" not in answer.content


def test_a_mail_without_html_has_no_frame(client: Client):
    mail = received()

    assert "<iframe" not in client.get(reverse("demo:mail", args=[mail.pk])).content.decode()
    assert client.get(reverse("demo:mail_body", args=[mail.pk])).status_code == 404


def test_an_attachment_comes_out_as_it_went_in(client: Client):
    mail = received(attachment=b"%PDF-1.7 inhoud")

    answer = client.get(reverse("demo:attachment", args=[mail.pk, 0]))

    assert answer.content == b"%PDF-1.7 inhoud"
    assert client.get(reverse("demo:attachment", args=[mail.pk, 1])).status_code == 404


def test_the_mailbox_asks_the_database_the_same_for_one_mail_and_for_many(
    client: Client, django_assert_max_num_queries
):
    for number in range(30):
        received(f"a{number}@demo.example")

    with django_assert_max_num_queries(8):
        client.get(reverse("demo:mailbox"))
    assert Mail.objects.count() == 30
