"""Addresses of the stage."""

from __future__ import annotations

import logging
import os
import time
import warnings

from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from ndt.urls import handler400, handler404, handler500
from ndt.urls import urlpatterns as house

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

logger = logging.getLogger(__name__)


def fine(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse("fine")


def crash(request: HttpRequest, token: str) -> HttpResponse:
    name, email = request.GET["naam"], request.GET["email"]
    warnings.warn(f"about {email}", stacklevel=1)
    logger.info("for %s with %s", email, token)
    try:
        raise KeyError(name)
    except KeyError as problem:
        raise ValueError(f"{name} at {email} has {token}") from problem


def twice(request: HttpRequest, token: str) -> HttpResponse:
    get_user_model().objects.bulk_create([get_user_model()(email="amina@voorbeeld.example") for _n in range(2)])
    return HttpResponse("never")


def suspicious(request: HttpRequest, token: str) -> HttpResponse:
    raise SuspiciousOperation(f"{token} is odd")


def slow(request: HttpRequest) -> HttpResponse:
    os.write(1, b"the slow page begins\n")
    time.sleep(2)
    return HttpResponse("done")


urlpatterns = [
    path("fine/<str:token>/", fine, name="fine"),
    path("crash/<str:token>/", crash, name="crash"),
    path("twice/<str:token>/", twice, name="twice"),
    path("suspicious/<str:token>/", suspicious, name="suspicious"),
    path("slow/", slow, name="slow"),
    *house,
]
