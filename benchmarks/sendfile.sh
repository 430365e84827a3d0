#!/usr/bin/env bash
# Shows with which system calls, and with how much heap, a node serves a warm copy of 1 GiB; see README.md.
# shellcheck source=benchmarks/fixture.sh
. "$(dirname "${BASH_SOURCE[0]}")/fixture.sh"

MOST_HEAP=$((8 << 20))

if [ "${1:-}" = --install ]; then install_tools; fi
need strace jq

make_file 1G
start_node
fill
# Warms up: classes, connections, compiled code.
"$home/netfs-cache" cp --servers "$node" "$file" "$temp/copy"

stat() { jq ".total.$1" "$temp/stats.$2"; }
stats() { "$home/netfs-cache" stats --json --servers "$node" >"$temp/stats.$1"; }
copy() { "$home/netfs-cache" cp --json --servers "$node" "$file" "$temp/copy"; }

stats before
copied=$(copy)
stats after
cmp "$file" "$temp/copy"
served=$(($(stat readBytes after) - $(stat readBytes before)))
by_sendfile=$(($(stat sendfileBytes after) - $(stat sendfileBytes before)))
heap=$(($(stat heapAllocatedBytes after) - $(stat heapAllocatedBytes before)))

strace -f -qq -e trace=sendfile,sendmsg,sendto,write,writev,pread64,recvfrom,read,epoll_wait,epoll_pwait,epoll_pwait2 -o "$temp/strace" -p "$node_pid" &
strace_pid=$!
pids+=("$strace_pid")
until grep -q TracerPid:[^0-9]*[1-9] "/proc/$node_pid/status"; do sleep 0.1; done
traced=$(copy)
kill -INT "$strace_pid"
wait "$strace_pid" || true

echo "copied:  $copied"
echo "traced:  $traced"
echo
echo "system calls of the node during the traced copy:"
awk '
    match($0, /[0-9]+ +(<\.\.\. )?[a-z_0-9]+/) {
        call = substr($0, RSTART, RLENGTH); sub(/^[0-9]+ +(<\.\.\. )?/, "", call)
        if (match($0, /= -?[0-9]+/)) {
            result = substr($0, RSTART + 2, RLENGTH - 2) + 0
            calls[call]++
            if (result > 0 && call !~ /epoll/) bytes[call] += result
        }
    }
    END { for (call in calls) printf "  %-12s %8d calls %14d bytes\n", call, calls[call], bytes[call] }' "$temp/strace" | sort
echo
per_gib=$((heap * (1 << 30) / served))
echo "served by the node: $served bytes, of these by sendfile: $by_sendfile"
echo "heap allocated by the node: $heap bytes = $(awk "BEGIN { printf \"%.2f\", $per_gib / 1048576 }") MiB per GiB served (at most 8)"
[ "$per_gib" -le "$MOST_HEAP" ] || fail "more heap per GiB than the limit"
[ "$by_sendfile" -eq "$served" ] || say "note: $((served - by_sendfile)) bytes were small reads, which are copied"
