#!/usr/bin/env bash
# Measures how long an invalidation takes on three healthy nodes; see README.md.
# shellcheck source=benchmarks/fixture.sh
. "$(dirname "${BASH_SOURCE[0]}")/fixture.sh"

usage() {
    cat <<'TEXT'
Usage: benchmarks/invalidate.sh [--json] [--rounds N] [--warm-up N]
  --json       print one JSON object instead of a table
  --rounds N   rounds that are measured (default 3000)
  --warm-up N  rounds before that (default 1500)
TEXT
}

rounds=3000
warm_up=1500
json=
while [ $# -gt 0 ]; do
    case $1 in
        --json) json=json ;;
        --rounds) rounds=${2:?} && shift ;;
        --warm-up) warm_up=${2:?} && shift ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done
build
make_temp

say "three nodes, and three plain Hazelcast members beside them..."
measure io.netfscache.benchmarks.InvalidationLatency "$temp" "$rounds" "$warm_up" ${json:+"$json"}
