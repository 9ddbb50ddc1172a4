"""The outermost layers: a number, a log line and headers for each request; health addresses before all else."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone

from ndt.health import csp_reports, logs, services
from ndt.health.readiness import readiness
from ndt.web.headers import SECRET_PARTS, keep_secret

access_log = logging.getLogger("ndt.access")
logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
REPORT_PATH: Final = "/csp-rapport"
REPORTS_PER_MINUTE: Final = 60


class RequestMiddleware:
    """Give each request a number (X-Request-ID), and write one line about it.

    A number from outside counts only when a proxy of ours stands in front. The line names the
    address pattern, never the address itself, so that no link's token is in it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        number = self._number(request)
        request.request_id = number  # type: ignore[attr-defined]
        token = logs.request_id.set(number)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = number
            self._log(request, response, began)
        finally:
            logs.request_id.reset(token)
        return response

    @staticmethod
    def _number(request: HttpRequest) -> str:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        if settings.TRUSTED_PROXIES and REQUEST_ID.fullmatch(given):
            return str(given)
        return uuid.uuid4().hex

    @staticmethod
    def _log(request: HttpRequest, response: HttpResponse, began: float) -> None:
        ordinary = response.status_code < 400
        if ordinary and (request.path.startswith(settings.STATIC_URL) or request.path in HealthMiddleware.PATHS):
            return
        match = request.resolver_match
        facts = {"route": match.route, "url_name": match.view_name} if match else {"path": request.path}
        access_log.log(
            logging.WARNING if response.status_code >= 500 else logging.INFO,
            "request",
            extra={
                "method": request.method,
                **facts,
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            },
        )


class HeadersMiddleware:
    """Say of every answer who may keep it, who may use it, and where browsers report."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and not SECRET_PARTS.isdisjoint(match.kwargs):
            keep_secret(response)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", self._cache_control(request, response))
        response.headers.setdefault("Reporting-Endpoints", f'csp="{REPORT_PATH}"')
        return response

    @staticmethod
    def _cache_control(request: HttpRequest, response: HttpResponse) -> str:
        """Give what holds for a page that says nothing itself: it has a nonce, so no proxy may keep it."""
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or name in response.cookies:
            return "private, no-store"
        return "private, no-cache"


class HealthMiddleware:
    """Answer the health addresses without host check, session, cookies, CSRF or connection pool.

    /livez: this process answers. /readyz: it can serve. /csp-rapport: browsers leave reports about
    the Content-Security-Policy; they cannot send a CSRF token, and nothing but a count changes.
    """

    PATHS: Final = ("/livez", "/readyz", REPORT_PATH)

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self._minute = 0
        self._reports = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in self.PATHS:
            return self.get_response(request)
        if request.path == REPORT_PATH:
            response = self._take_report(request)
        elif request.method not in {"GET", "HEAD"}:
            response = HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        elif request.path == "/livez":
            response = HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
        else:
            found = readiness()
            response = JsonResponse(found.as_json(), status=200 if found.ready else 503)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _take_report(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        if not self._has_room():
            return HttpResponse(status=204)
        try:
            reports = csp_reports.read(request.read(csp_reports.MAX_BYTES), own_host=request.META.get("HTTP_HOST", ""))
            for directive, blocked in reports:
                services.count_violation(directive=directive, blocked=blocked, day=timezone.localdate())
        except (DatabaseError, UnreadablePostError) as problem:
            logger.warning("csp_report_lost", extra={"problem": type(problem).__name__})
        return HttpResponse(status=204)

    def _has_room(self) -> bool:
        """Let a process write at most REPORTS_PER_MINUTE: nobody fills the database or a hot row."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._reports = minute, 0
        self._reports += 1
        return self._reports <= REPORTS_PER_MINUTE
