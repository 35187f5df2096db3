# Dojang and all that it needs, by the same steps as on a machine: make setup. See docs/deploy.md.
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates make && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/dojang
COPY . .
RUN make setup && rm -rf /var/lib/apt/lists/* /root/.cache \
    && useradd --system --home-dir /var/lib/dojang --create-home dojang \
    && chown -R dojang .venv
USER dojang
ENV DOJANG_DATA=/var/lib/dojang OMP_THREAD_LIMIT=1
VOLUME /var/lib/dojang
STOPSIGNAL SIGINT
ENTRYPOINT [".venv/bin/dojang"]
CMD ["serve"]
