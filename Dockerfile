# The portal's image: web, worker, beat and manage.py run from it. It holds no secret and writes nothing;
# whatever differs between installations comes from the environment when it starts (docs/operating.md).
FROM python:3.12-slim AS build
ENV PATH=/opt/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/
RUN pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt
WORKDIR /srv/portal
COPY manage.py ./
COPY deploy deploy
COPY locale locale
COPY static static
COPY templates templates
COPY portal portal
COPY schools schools
COPY roster roster
COPY accounts accounts
RUN sh deploy/build.sh

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin portal
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/portal /srv/portal
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/portal
USER portal
EXPOSE 8000
# For the web; docker-compose.yml takes it off the others.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/live', timeout=4)"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py"]
