# hearsay as a container: `docker build -t hearsay . && docker run --rm hearsay --help`.
# See docker-compose.yml for a coordinator, its robots and their Redis.

FROM node:26.12.0-trixie-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# No install script runs. The Node that npm would bring along is an optional dependency and is left
# out: the image has its own.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:26.12.0-trixie-slim
ENV NODE_ENV=production \
    HEARSAY_DIR=/data
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules node_modules
COPY proto proto
COPY robots robots
COPY coordinator coordinator
COPY bin bin
# /data gets its owner before it becomes a volume, so that a new one belongs to the same user.
RUN mkdir .cache /data && chown node:node .cache /data
USER node
# Compiled once, here: later the file system is read-only. The cache of one user is none to another.
RUN node bin/hearsay.mjs --version
VOLUME /data
# The program itself is process 1: it ends on SIGTERM and has no orphans to reap, as what it spawns
# ends with it.
ENTRYPOINT ["node", "/app/bin/hearsay.mjs"]
CMD ["--help"]
