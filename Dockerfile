# syntax=docker/dockerfile:1
# The image of one service, the same as `cargo xtask image` makes:
#   docker build --build-arg SERVICE=customers-service --tag customers-service .
FROM rust:1.95-bookworm AS build
ARG SERVICE
# What /actuator/info tells; the repository itself is not part of what Docker is given.
ARG PETCLINIC_GIT_BRANCH
ARG PETCLINIC_GIT_COMMIT
ARG PETCLINIC_GIT_TIME
WORKDIR /petclinic
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/petclinic/target \
    cargo xtask image "$SERVICE" --files /image

FROM scratch
COPY --from=build /image/ /
ENV PATH=/
USER 65532:65532
EXPOSE 8080 9090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["/service", "health"]
ENTRYPOINT ["/service"]
