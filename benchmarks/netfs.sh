#!/usr/bin/env bash
# Measures the netfs layer against plain FileChannel on the same files; see README.md.
# shellcheck source=benchmarks/fixture.sh
. "$(dirname "${BASH_SOURCE[0]}")/fixture.sh"

usage() {
    cat <<'TEXT'
Usage: benchmarks/netfs.sh [--json] [--rounds N] [--millis N]
  --json      print one JSON array instead of a table
  --rounds N  rounds of each load that are measured (default 5)
  --millis N  of each round of reads and way (default 1000)
TEXT
}

rounds=5
millis=1000
json=
while [ $# -gt 0 ]; do
    case $1 in
        --json) json=json ;;
        --rounds) rounds=${2:?} && shift ;;
        --millis) millis=${2:?} && shift ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done
build
make_temp

say "a node and 8 files of 64 MiB..."
measure -Xmx2g io.netfscache.benchmarks.NetfsThroughput "$temp" "$rounds" "$millis" ${json:+"$json"}
