# Each step is a command that works outside of Docker as well.
#   docker build -t wensou .
#   docker run --rm -p 8080:8080 wensou serve --demo
#   docker run --rm -v "$PWD/documents:/documents:ro" -v wensou-index:/index wensou build --publish /documents
#   docker run -d -p 8080:8080 -v wensou-index:/index wensou

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
# The image need not hold the history; VERSION says what this is.
RUN GOFLAGS=-buildvcs=false make build VERSION="$VERSION"

FROM debian:bookworm-slim
# poppler reads PDF files, poppler-data the fonts of Chinese ones; git lists what
# work trees of git hold.
RUN apt-get update -q \
 && apt-get install -qy --no-install-recommends poppler-utils poppler-data git \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home wensou \
 && mkdir /index /cache \
 && chown wensou:wensou /index /cache
COPY --from=build /src/bin/wensou /usr/local/bin/wensou
COPY LICENSE NOTICE /usr/share/doc/wensou/
USER wensou
ENV WENSOU_INDEX=/index \
    WENSOU_CACHE_DIR=/cache \
    WENSOU_SERVER__LISTEN=0.0.0.0:8080
VOLUME ["/index", "/cache"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["wensou", "healthcheck", "--url", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["wensou"]
CMD ["serve"]
