# A static program in an empty image: nothing else is in it, so nothing else can be attacked or has to be kept up to date.
#   docker build -t tracklint . && docker run --rm --volume "$PWD:/project:ro" tracklint check
# GitLab's runner starts a shell in an image, and `--base` needs git; `--target ci` makes the image for it.

FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev gcc g++
WORKDIR /source
COPY . .
RUN cargo build --locked --release --target "$(uname -m)-unknown-linux-musl" \
    && cp target/*-unknown-linux-musl/release/tracklint /tracklint

FROM alpine:3.22 AS ci
RUN apk add --no-cache git curl
COPY --from=build /tracklint /usr/local/bin/tracklint
CMD ["tracklint", "--help"]

FROM scratch
COPY --from=build /tracklint /tracklint
WORKDIR /project
# No names are looked up in an empty image, so the user is a number.
USER 65534:65534
ENTRYPOINT ["/tracklint"]
CMD ["check"]
