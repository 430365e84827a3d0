#!/usr/bin/env bash
# Compares a node with nginx on this machine, in one run; see README.md.
# shellcheck source=benchmarks/fixture.sh
. "$(dirname "${BASH_SOURCE[0]}")/fixture.sh"

usage() {
    cat <<'TEXT'
Usage: benchmarks/run.sh [--json] [--load NAME] [--rounds N] [--seconds N] [--install]
  --json       print one JSON object instead of a table
  --load NAME  only this load: read4k16, read4k64 or stream
  --rounds N   rounds of each load, netfs-cache and nginx in turns (default 3)
  --seconds N  seconds of each round and side (default 4)
  --install    install nginx, wrk and strace with apt-get first
Exit status: 0, or 1 when a ratio is lower than ratchet.json allows.
TEXT
}

rounds=3
seconds=4
json=
load=
while [ $# -gt 0 ]; do
    case $1 in
        --json) json=json ;;
        --load) load=${2:?} && shift ;;
        --rounds) rounds=${2:?} && shift ;;
        --seconds) seconds=${2:?} && shift ;;
        --install) install_tools ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done
need nginx wrk

build

say "a node and nginx with the same file of 1 GiB..."
make_file 1G
start_node
start_nginx
fill

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -cp "$home/benchmarks/target/fast/classes:$home/cli/target/netfs-cache.jar" \
    io.netfscache.benchmarks.SideBySide \
    node="$node" nginx="$nginx_url" file="$file" scripts="$temp" ratchet="$home/benchmarks/ratchet.json" \
    load="$load" rounds="$rounds" seconds="$seconds" ${json:+"$json"}
