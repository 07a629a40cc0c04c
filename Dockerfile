# Two stages: the first builds the environment from the hashed lock, the second carries nothing but it.
FROM python:3.11-slim AS build
WORKDIR /source
COPY requirements.lock ./
RUN python -m venv /opt/motcua \
    && /opt/motcua/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY bot bot
COPY knowledge knowledge
COPY migrations migrations
RUN /opt/motcua/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --uid 10001 --no-log-init --home-dir /var/lib/motcua --create-home --skel /dev/null --shell /usr/sbin/nologin motcua
COPY --from=build /opt/motcua /opt/motcua
# Inside a container nobody but its own programs could reach 127.0.0.1; who else can is decided by what is published.
ENV PATH=/opt/motcua/bin:$PATH MOTCUA_DATA=/var/lib/motcua MOTCUA_LISTEN=0.0.0.0:8080 MOTCUA_BEHIND_TLS=yes PYTHONUNBUFFERED=1
USER 10001
WORKDIR /var/lib/motcua
VOLUME /var/lib/motcua
EXPOSE 8080
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s CMD ["motcua", "database", "check"]
CMD ["motcua", "run"]
