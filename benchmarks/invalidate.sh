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
command -v java >/dev/null || fail "no java on the PATH"

say "building..."
"$home/netfs-cache" --version >/dev/null
(cd "$home" && sh ./mvnw -B -ntp -q -Dfast compile -pl benchmarks -am) >&2 </dev/null

say "three nodes, and three plain Hazelcast members beside them..."
temp=$(mktemp -d "${TMPDIR:-/tmp}/netfs-cache-benchmark.XXXXXX")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# The flags that every JVM of ours has.
read -ra flags < <(sed -n 's:.*<netfs.jvm.flags>\(.*\)</netfs.jvm.flags>.*:\1:p' "$home/pom.xml")
"$java" "${flags[@]}" -cp "$home/benchmarks/target/fast/classes:$home/cli/target/netfs-cache.jar" \
    io.netfscache.benchmarks.InvalidationLatency "$temp" "$rounds" "$warm_up" ${json:+"$json"}
