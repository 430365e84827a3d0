#!/usr/bin/env bash
# Measures what many cookies leave behind in the heap of client and nodes; see README.md.
# shellcheck source=benchmarks/fixture.sh
. "$(dirname "${BASH_SOURCE[0]}")/fixture.sh"

usage() {
    cat <<'TEXT'
Usage: benchmarks/heap.sh [--json] [--cookies N] [--nodes N]
  --json       print one JSON object for each number of nodes instead of a table
  --cookies N  cookies that are acquired, used and relinquished (default 1000000)
  --nodes N    only with that many nodes (default: with 1, then with 3)
TEXT
}

cookies=1000000
nodes="1 3"
json=
while [ $# -gt 0 ]; do
    case $1 in
        --json) json=json ;;
        --cookies) cookies=${2:?} && shift ;;
        --nodes) nodes=${2:?} && shift ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done
build
make_temp

for count in $nodes; do
    say "nodes: $count, a client beside them..."
    measure -Xmx6g io.netfscache.benchmarks.CookieHeap "$temp/$count" "$count" "$cookies" ${json:+"$json"}
done
