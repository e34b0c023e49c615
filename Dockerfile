# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# Without the sources, so that a change of code installs nothing anew, and hence without the scripts that need them.
RUN npm ci --ignore-scripts
COPY . .
# The package, with what it needs beside it. The last command makes the library links of the built-in PostgreSQL, which the server's user could not.
RUN npm pack && mkdir /app && tar -xzf mulin-*.tgz -C /app --strip-components=1 && cd /app && npm ci --omit=dev --ignore-scripts \
  && node -e "import('./dist/src/db/embedded-host.js').then(({ findPrograms }) => findPrograms())"

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
COPY --from=build /app /app
WORKDIR /app
RUN install -d -o node -g node -m 700 /data
USER node
# Of the built-in PostgreSQL; with DATABASE_URL it stays empty.
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
