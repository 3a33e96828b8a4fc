# Build with scripts/image. Two stages: Node with npm makes the bundle, a base without shell or package manager carries it.
FROM docker.io/library/node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY scripts/setup scripts/node scripts/
RUN npm --version && sh scripts/setup
COPY . .
RUN npm run --silent build && chmod 0444 dist/main.js

FROM gcr.io/distroless/nodejs24-debian12:nonroot
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="sidepatch" \
      org.opencontainers.image.description="A KubeVirt hook sidecar that runs no scripts: YAML rules edit the libvirt domain XML and cloud-init data" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="gcr.io/distroless/nodejs24-debian12:nonroot"
COPY --from=build /src/dist/main.js /app/main.js
# One thread is enough for libuv: the sidecar reads its files once, at the start.
ENV NODE_ENV=production UV_THREADPOOL_SIZE=1
WORKDIR /
# qemu's ids, as KubeVirt sets them; any other unprivileged user works too, nothing is written but the socket.
USER 107:107
# Pods with dedicated CPUs give a hook sidecar 61 MiB, of which Node's own program takes more than half. V8 as it comes
# fills the rest within some hundred calls, with compiled code and with garbage that it has no reason to collect.
# Interpreting (lite mode) keeps it at 25 MB, costs 5 ms a call, and a hook is called three times for a boot. The limit
# on the heap ends a runaway with a message, before the kernel does without one.
ENTRYPOINT ["/nodejs/bin/node", "--lite-mode", "--max-semi-space-size=1", "--max-old-space-size=40", "/app/main.js"]
CMD ["--version", "v1alpha3"]
