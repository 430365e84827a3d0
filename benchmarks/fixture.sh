# Sourced by the scripts beside it: one node and one nginx on free ports of the loopback, a temporary folder, one file.
# What this starts it ends, by process id; what it makes it removes.
#   NODE_JAVA_OPTS   options for the node's JVM, such as a flight recording
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
temp=
pids=()

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

say() { printf '%s\n' "$*" >&2; }

need() {
    local tool missing=()
    for tool in "$@"; do
        command -v "$tool" >/dev/null || missing+=("$tool")
    done
    [ ${#missing[@]} -eq 0 ] || fail "missing: ${missing[*]}. On Debian or Ubuntu: apt-get install nginx-light wrk strace, or give --install"
}

install_tools() {
    local root=()
    if [ "$(id -u)" -ne 0 ]; then root=(sudo -n); fi
    "${root[@]}" apt-get -qq update >&2
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends nginx-light wrk strace >&2
}

clean_up() {
    local pid
    for pid in ${pids[@]+"${pids[@]}"}; do
        kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
    done
    if [ -n "$temp" ]; then rm -rf "$temp"; fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# A port of the loopback that nobody listens on.
free_port() {
    local port
    while true; do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

await_port() {
    local attempt
    for ((attempt = 0; attempt < 300; attempt++)); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
        sleep 0.1
    done
    fail "nothing listens on port $1 after 30 s; see the messages above"
}

# The benchmarks and what they measure.
build() {
    command -v java >/dev/null || fail "no java on the PATH"
    say "building..."
    "$home/netfs-cache" --version >/dev/null
    (cd "$home" && sh ./mvnw -B -ntp -q -Dfast compile -pl benchmarks -am) >&2 </dev/null
}

make_temp() { temp=$(mktemp -d "${TMPDIR:-/tmp}/netfs-cache-benchmark.XXXXXX"); }

# measure [OPTION] CLASS ARGUMENT...: runs a class of the benchmarks, after build, with the flags that every JVM of ours has.
measure() {
    local java=${JAVA_HOME:+$JAVA_HOME/bin/}java flags
    read -ra flags < <(sed -n 's:.*<netfs.jvm.flags>\(.*\)</netfs.jvm.flags>.*:\1:p' "$home/pom.xml")
    "$java" "${flags[@]}" -cp "$home/benchmarks/target/fast/classes:$home/cli/target/netfs-cache.jar" "$@"
}

make_file() {
    make_temp
    file=$temp/www/object
    mkdir "$temp/www"
    head -c "$1" /dev/urandom >"$file"
    # A file that was written just now is not cached: its time stamp proves nothing yet.
    touch -d '1 hour ago' "$file"
}

start_node() {
    "$home/netfs-cache" --version >/dev/null
    node=127.0.0.1:$(free_port)
    admin=127.0.0.1:$(free_port)
    touch "$temp/node.out"
    NETFS_CACHE_JAVA_OPTS=${NODE_JAVA_OPTS:-} "$home/netfs-cache" node --data "$temp/data" --listen "$node" --admin "$admin" \
        --member "127.0.0.1:$(free_port)" >"$temp/node.out" &
    node_pid=$!
    pids+=("$node_pid")
    local attempt
    for ((attempt = 0; attempt < 600; attempt++)); do
        if grep -q ready "$temp/node.out"; then return; fi
        kill -0 "$node_pid" 2>/dev/null || fail "the node ended"
        sleep 0.1
    done
    fail "the node is not ready after 60 s"
}

start_nginx() {
    local port
    port=$(free_port)
    nginx_url=http://127.0.0.1:$port/object
    cat >"$temp/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $temp/nginx.pid;
error_log stderr;
$(if [ "$(id -u)" -eq 0 ]; then echo 'user root;'; fi)
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_timeout 300;
    keepalive_requests 1000000000;
    open_file_cache max=16 inactive=300s;
    client_body_temp_path $temp;
    proxy_temp_path $temp;
    fastcgi_temp_path $temp;
    uwsgi_temp_path $temp;
    scgi_temp_path $temp;
    server {
        listen 127.0.0.1:$port;
        root $temp/www;
    }
}
CONF
    nginx -c "$temp/nginx.conf" -p "$temp" -e stderr &
    pids+=("$!")
    await_port "$port"
}

# Reads the file once through the cache, so that the node has all of it.
fill() {
    "$home/netfs-cache" cp --servers "$node" "$file" "$temp/copy"
    rm -f "$temp/copy"
}
