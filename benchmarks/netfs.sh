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
command -v java >/dev/null || fail "no java on the PATH"

say "building..."
"$home/netfs-cache" --version >/dev/null
(cd "$home" && sh ./mvnw -B -ntp -q -Dfast compile -pl benchmarks -am) >&2 </dev/null

say "a node and 8 files of 64 MiB..."
temp=$(mktemp -d "${TMPDIR:-/tmp}/netfs-cache-benchmark.XXXXXX")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# The flags that every JVM of ours has.
read -ra flags < <(sed -n 's:.*<netfs.jvm.flags>\(.*\)</netfs.jvm.flags>.*:\1:p' "$home/pom.xml")
"$java" "${flags[@]}" -Xmx2g -cp "$home/benchmarks/target/fast/classes:$home/cli/target/netfs-cache.jar" \
    io.netfscache.benchmarks.NetfsThroughput "$temp" "$rounds" "$millis" ${json:+"$json"}
