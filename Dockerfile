FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build-standalone.mjs

FROM node:24-slim
WORKDIR /runnel
COPY --from=build /build/.next/standalone ./
RUN mkdir /data && chown node:node /data
USER node
# Loopback would be unreachable from outside the container. Whoever publishes the port decides who can connect.
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
# For what the server stores: all else is lost with the container.
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "scripts/serve.mjs"]
