# Build with scripts/image. Three stages: Node with npm makes the bundle; distroless's Node makes its compiled code, and
# collects what the image needs; the image is that, and nothing else.
FROM docker.io/library/node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY scripts/setup scripts/node scripts/
RUN npm --version && sh scripts/setup
COPY . .
RUN npm run --silent build && chmod 0444 dist/main.js dist/sidecar.js dist/packages.js

# Both are done by the Node that is in the image; there is no shell here, nor any need of one.
FROM gcr.io/distroless/nodejs24-debian12:nonroot AS files
USER 0
COPY --from=build /src/dist/keep-code.js /src/dist/image-files.js /make/
COPY --from=build /src/dist/main.js /src/dist/sidecar.js /src/dist/packages.js /app/
COPY --from=build /src/LICENSE /src/dist/THIRD-PARTY-NOTICES.txt /src/dist/sbom.cdx.json /usr/share/doc/sidepatch/
RUN ["/nodejs/bin/node", "/make/keep-code.js", "/app"]
# Scanners look for the release of Debian before they look at its packages. Node's libraries come along by themselves.
RUN ["/nodejs/bin/node", "/make/image-files.js", "/image", "/nodejs/bin/node", "/nodejs/LICENSE", "/etc/os-release", \
     "/etc/debian_version", "/app", "/usr/share/doc/sidepatch"]

FROM scratch
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="sidepatch" \
      org.opencontainers.image.description="A KubeVirt hook sidecar that runs no scripts: YAML rules edit the libvirt domain XML and cloud-init data" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=files /image/ /
# One thread is enough for libuv, which reads files at the start; one arena for malloc, because hardly two threads allocate.
ENV NODE_ENV=production UV_THREADPOOL_SIZE=1 MALLOC_ARENA_MAX=1
WORKDIR /
# qemu's ids, as KubeVirt sets them; any other unprivileged user works too, nothing is written but the socket.
USER 107:107
# Pods with dedicated CPUs give a hook sidecar 61 MiB, of which the pages of Node's own program take what is left over.
# No threads beside the main one (pool size 0), small steps (1 MB) for new objects, and an old space that a domain of
# 1 MB fits into, so that V8 collects before the kernel kills. No other flags of V8: src/server/settle.ts has the reason.
# node:http2 brings TLS along, which nobody speaks here; with OpenSSL's own certificates it does not read its 150 roots.
ENTRYPOINT ["/nodejs/bin/node", "--v8-pool-size=0", "--max-semi-space-size=1", "--max-old-space-size=32", "--use-openssl-ca", "/app/main.js"]
CMD ["--version", "v1alpha3"]
