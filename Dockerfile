# One image, two commands: `ilb api` and `ilb worker` (and `ilb migrate` before both). docker-compose.yml runs it.
#
# The first stage has pip and leaves no trace of it; the second is what runs: as nobody in particular, with a root
# file system that may be read-only. What a process keeps for itself goes to ILB_DATA_DIR, which is a tmpfs.

FROM python:3.13.9-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /opt/ilb
COPY requirements.lock ./
RUN /opt/ilb/bin/pip install --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY leaving.py memory.py settings.py telemetry.py worker.py embedded.py ilb.py ./
COPY models models
COPY activities activities
COPY workflows workflows
COPY api api
COPY cli cli
COPY migrations migrations
COPY benchmarks benchmarks
COPY data data
RUN /opt/ilb/bin/pip install --no-deps --no-build-isolation --editable . \
    && /opt/ilb/bin/python -m compileall -q -j 0 /app /opt/ilb/lib

FROM python:3.13.9-slim-trixie
ENV PATH=/opt/ilb/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    ILB_HOST=0.0.0.0 ILB_DATA_DIR=/tmp/ilb ILB_LOG_JSON=true
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ilb
COPY --from=build /opt/ilb /opt/ilb
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["ilb"]
CMD ["api"]
