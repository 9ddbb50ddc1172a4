"""A real identity provider for the tests: allauth's own, as a process of its own with its own database.

    python tests/ndt/people/identity_provider.py PORT REDIRECT_URI

It stands for SURFconext or a DigiD broker. `/become?email=...` logs its visitor in there.
"""

from __future__ import annotations

import os
import sys
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
import psycopg
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

CLIENT, SECRET = "onderwijsheid", "a-secret-of-the-test"


def new_key() -> str:
    """Make the key with which this provider signs."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def new_database(port: str) -> dict[str, Any]:
    """Make an empty database beside that of the test."""
    name = f"identity_provider_{port}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
        facts = connection.info
        return {
            "ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": facts.user, "HOST": facts.host,
            "PORT": facts.port, "PASSWORD": facts.password,
        }  # fmt: skip


def configure(port: str) -> None:
    """Set up a small Django project that is an identity provider and nothing else."""
    settings.configure(
        SECRET_KEY="identity-provider", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True,
        DATABASES={"default": new_database(port)}, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        SESSION_COOKIE_NAME="provider", IDP_OIDC_PRIVATE_KEY=new_key(),
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "django.contrib.messages", "allauth", "allauth.account", "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    )  # fmt: skip
    django.setup()


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests at once: our server asks while the browser waits."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


def main() -> None:
    """Fill the database, then serve until the test ends the process."""
    port, redirect_uri = sys.argv[1:]
    configure(port)
    # These need the settings above; the house's ban on imports inside functions is for its own code.
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model, login
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import include, path

    def become(request: Any) -> HttpResponse:
        email = request.GET["email"]
        user, _made = get_user_model().objects.get_or_create(username=email, defaults={"email": email})
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return HttpResponse("ok")

    globals()["urlpatterns"] = [
        path("become", become),
        path("", include("allauth.idp.urls")),
        path("accounts/", include("allauth.account.urls")),
    ]
    call_command("migrate", verbosity=0)
    client = Client(
        id=CLIENT, name="Onderwijsheid", skip_consent=True, redirect_uris=redirect_uri,
        scopes="openid\nprofile\nemail",
    )  # fmt: skip
    client.set_secret(SECRET)
    client.save()
    with make_server("127.0.0.1", int(port), get_wsgi_application(), Server, Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
