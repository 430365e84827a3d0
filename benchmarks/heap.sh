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
command -v java >/dev/null || fail "no java on the PATH"

say "building..."
"$home/netfs-cache" --version >/dev/null
(cd "$home" && sh ./mvnw -B -ntp -q -Dfast compile -pl benchmarks -am) >&2 </dev/null

temp=$(mktemp -d "${TMPDIR:-/tmp}/netfs-cache-benchmark.XXXXXX")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# The flags that every JVM of ours has.
read -ra flags < <(sed -n 's:.*<netfs.jvm.flags>\(.*\)</netfs.jvm.flags>.*:\1:p' "$home/pom.xml")
for count in $nodes; do
    say "nodes: $count, a client beside them..."
    "$java" "${flags[@]}" -Xmx6g -cp "$home/benchmarks/target/fast/classes:$home/cli/target/netfs-cache.jar" \
        io.netfscache.benchmarks.CookieHeap "$temp/$count" "$count" "$cookies" ${json:+"$json"}
done
