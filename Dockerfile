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
RUN useradd --system --uid 10001 --home-dir /var/lib/motcua --create-home motcua
COPY --from=build /opt/motcua /opt/motcua
ENV PATH=/opt/motcua/bin:$PATH MOTCUA_DATA=/var/lib/motcua PYTHONUNBUFFERED=1
USER motcua
WORKDIR /var/lib/motcua
VOLUME /var/lib/motcua
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s CMD ["motcua", "database", "check"]
CMD ["motcua", "run"]
