# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrate; docker-compose.yml says which command each runs.

FROM python:3.12.14-slim-bookworm@sha256:392307d22300de8b5986851a12d9176dfc0fc073e65bf6523ebd7dcbeb23564e AS base
ENV LANG=C.UTF-8 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# What WeasyPrint draws with. Versions of this Debian release; its security updates still come in.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libharfbuzz-subset0=6.0.* \
        libpango-1.0-0=1.50.* \
        libpangoft2-1.0-0=1.50.* \
    && rm -rf /var/lib/apt/lists/*

FROM base AS build
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements/base.txt requirements/base.txt
RUN pip install --require-hashes --only-binary=:all: -r requirements/base.txt
COPY . .
# Nothing of this environment stays in the image: collecting files needs settings, not secrets.
RUN python -m ndt.web.catalogue \
    && ENVIRONMENT=demo SECRET_KEY=build HASH_KEYS=build DATABASE_URL=postgresql:///build REDIS_URL=redis://build \
       EMAIL_URL=memorymail:// STATIC_ROOT=/app/var/static python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q -j 0 /venv/lib ndt campaigns bijles opleiding wisselkracht beraad inspectie

FROM base
RUN groupadd --system --gid 10001 app \
    && useradd --system --uid 10001 --gid app --home-dir /tmp --no-create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /app/var/media /app/var/erasures
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WORKERS_KILL_TIMEOUT=8 \
    HOME=/tmp \
    RUN_DIR=/tmp/run \
    STATIC_ROOT=/app/var/static
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "ndt.health.alive", "web"]
CMD ["granian", "--interface=wsgi", "--http=1", "--no-ws", "--blocking-threads=24", "--respawn-failed-workers", "--log-config=ndt/health/server_logs.json", "ndt.wsgi:application"]
