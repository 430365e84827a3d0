#!/bin/sh
# Builds the container image without a registry: FROM scratch, a Java runtime made by jlink, and the libraries that it needs.
#   build.sh [TAG]              builds the image (default: netfs-cache:latest) with docker
#   build.sh --context FOLDER   only writes the build context, into an empty or new folder
#   JAVA_HOME                   the JDK to take the runtime from (else: the one of jlink on the PATH); 17 or later, Linux
#   NETFS_CACHE_JAR             the jar (else: cli/target/netfs-cache.jar of this checkout)
set -eu

fail() {
    printf 'build.sh: %s\n' "$*" >&2
    exit 1
}

# A file or folder under a name that counts in every folder.
absolute() {
    case $1 in
        /*) printf '%s\n' "$1" ;;
        *) printf '%s/%s\n' "$PWD" "$1" ;;
    esac
}

here=$(CDPATH= cd -P "$(dirname "$0")" && pwd)
root=$(CDPATH= cd -P "$here/../.." && pwd)
jar=$(absolute "${NETFS_CACHE_JAR:-$root/cli/target/netfs-cache.jar}")
cache=$root/dist/target/image

# All that the JDK promises, and what Hazelcast, Netty and name look-ups need of the rest; jcmd for those who look into a pod.
modules=java.se,jdk.unsupported,jdk.management,jdk.net,jdk.crypto.ec,jdk.zipfs,jdk.naming.dns,jdk.jfr,jdk.jcmd

# Libraries for screens, fonts and sound, and what they would pull in.
headless='libawt_xawt libsplashscreen libjawt libjsound libfontmanager libfreetype libjavajpeg liblcms libmlib_image'

find_jdk() {
    if [ -n "${JAVA_HOME:-}" ]; then
        jdk=$(absolute "$JAVA_HOME")
        [ -x "$jdk/bin/jlink" ] || fail "JAVA_HOME is '$jdk', which has no bin/jlink; set it to a JDK 17 or later"
    else
        jlink=$(command -v jlink) || fail "no jlink found; install a JDK 17 or later, or set JAVA_HOME to one"
        jdk=$(dirname "$(dirname "$(readlink -f "$jlink")")")
    fi
    version=$("$jdk/bin/jlink" --version) || fail "$jdk/bin/jlink does not run"
    major=${version%%[.-]*}
    [ "$major" -ge 17 ] || fail "$jdk is Java $version; version 17 or later is needed: set JAVA_HOME to one"
    # Since Java 24 a JDK may come without jmods and link from its own runtime.
    if [ ! -f "$jdk/jmods/java.base.jmod" ] && ! "$jdk/bin/jlink" --help | grep -q 'run-time image enabled'; then
        fail "$jdk has neither jmods nor a jlink that links without them; install its jmods package, or set JAVA_HOME to a JDK that has them"
    fi
}

# A runtime is made once for each JDK and list of modules.
make_runtime() {
    key=$(printf '%s %s %s' "$modules" "$(cat "$jdk/release")" "$(cat "$0")" | cksum | cut -d ' ' -f 1)
    runtime=$cache/runtime-$version-$key
    if [ -d "$runtime" ]; then return; fi
    mkdir -p "$cache"
    making=$runtime.$$
    compress=2
    if [ "$major" -ge 21 ]; then compress=zip-6; fi
    strip=--strip-java-debug-attributes
    if command -v objcopy >/dev/null 2>&1; then strip=--strip-debug; fi
    "$jdk/bin/jlink" --add-modules "$modules" $strip --compress=$compress --no-header-files --no-man-pages \
        --output "$making" >"$making.log" 2>&1 || fail "jlink of $jdk failed: $(cat "$making.log")"
    rm -f "$making.log"
    for library in $headless; do rm -f "$making/lib/$library.so"; done
    # The archive of classes that every JVM loads; saves a third of the time that it takes to start.
    "$making/bin/java" -XX:+UseG1GC -Xshare:dump >/dev/null 2>&1 || fail "$making/bin/java cannot write its class archive"
    # Not into it: another build may have made it meanwhile.
    mv -T "$making" "$runtime" 2>/dev/null || rm -rf "$making"
    [ -d "$runtime" ] || fail "cannot write $runtime"
}

copy() {
    mkdir -p "$context/runtime$(dirname "$1")"
    cp -L "$1" "$context/runtime$1"
}

# The libraries of the system that those of the runtime and of Netty are linked with, the loader among them.
copy_libraries() {
    find "$context/runtime/opt/java" "$context/app/lib" -type f \( -name java -o -name jspawnhelper -o -name '*.so' \) \
        -exec env LD_LIBRARY_PATH="$context/runtime/opt/java/lib:$context/runtime/opt/java/lib/server" ldd {} \; >"$context/ldd" 2>&1
    missing=$(sed -n 's/^[[:space:]]*\(.*\) => not found.*/\1/p' "$context/ldd" | sort -u)
    [ -z "$missing" ] || fail "the runtime needs libraries that this system does not have:" $missing
    for library in $(sed -n -e 's/.* => \(\/[^ ]*\) (.*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' "$context/ldd" | sort -u); do
        case $library in
            "$context"/*) ;;
            *) copy "$library" ;;
        esac
    done
    # Loaded by name when a name is looked up; in libc itself since glibc 2.34.
    libc=$(sed -n 's/^[[:space:]]*libc\.so\.6 => \(\/[^ ]*\) (.*/\1/p' "$context/ldd" | head -n 1)
    for name in libnss_files.so.2 libnss_dns.so.2 libresolv.so.2; do
        library=$(dirname "$libc")/$name
        if [ -f "$library" ]; then copy "$library"; fi
    done
    rm "$context/ldd"
    # The JVM takes the character set of file names from it (LC_ALL).
    [ -f /usr/lib/locale/C.utf8/LC_CTYPE ] || fail "this system has no locale C.utf8 in /usr/lib/locale; install it (glibc-minimal-langpack, libc-bin)"
    mkdir -p "$context/runtime/usr/lib/locale"
    cp -RL /usr/lib/locale/C.utf8 "$context/runtime/usr/lib/locale"
}

write_context() {
    [ -f "$jar" ] || fail "no jar at $jar; build it: cd $root && ./mvnw -Dfast package -pl cli -am, then ./netfs-cache --version"
    mkdir -p "$context"
    [ -z "$(ls -A "$context")" ] || fail "$context is not empty; give a folder that is, or none that exists"
    context=$(CDPATH= cd -P "$context" && pwd)
    mkdir -p "$context/app/lib" "$context/data" "$context/runtime/opt" "$context/runtime/etc" "$context/runtime/tmp"
    cp -R "$runtime" "$context/runtime/opt/java"
    cp "$jar" "$context/app/netfs-cache.jar"
    cp "$here/jvm.options" "$context/app/jvm.options"
    if [ "$major" -ge 23 ]; then
        printf '%s\n' '--sun-misc-unsafe-memory-access=allow' >>"$context/app/jvm.options"
    fi
    (cd "$context/app/lib" && "$jdk/bin/jar" xf "$jar" "META-INF/native/libnetty_transport_native_epoll_$(uname -m | sed s/aarch64/aarch_64/).so")
    find "$context/app/lib/META-INF" -name '*.so' -exec mv {} "$context/app/lib" \;
    rm -r "$context/app/lib/META-INF"
    copy_libraries
    printf '%s\n' 'root:x:0:0:root:/:/sbin/nologin' 'netfs-cache:x:10001:10001:netfs-cache:/tmp:/sbin/nologin' \
        >"$context/runtime/etc/passwd"
    printf '%s\n' 'root:x:0:' 'netfs-cache:x:10001:' >"$context/runtime/etc/group"
    printf '%s\n' 'hosts: files dns' >"$context/runtime/etc/nsswitch.conf"
    cp "$here/Dockerfile.scratch" "$context/Dockerfile"
    chmod -R u=rwX,go=rX "$context/app" "$context/data" "$context/runtime"
    chmod 1777 "$context/runtime/tmp"
}

context=
tag=netfs-cache:latest
case ${1:-} in
    --context)
        [ $# -eq 2 ] || fail "usage: build.sh --context FOLDER"
        context=$2
        ;;
    -*) fail "usage: build.sh [TAG] | build.sh --context FOLDER" ;;
    *)
        [ $# -le 1 ] || fail "usage: build.sh [TAG] | build.sh --context FOLDER"
        tag=${1:-$tag}
        ;;
esac

find_jdk
make_runtime
if [ -n "$context" ]; then
    write_context
    exit
fi
docker version >/dev/null 2>&1 || fail "no Docker engine answers ('docker version' says why); build.sh --context FOLDER does without"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
trap 'exit 130' INT TERM HUP
context=$temporary/context
write_context
docker build -q -t "$tag" "$context" >"$temporary/id" 2>"$temporary/log" || fail "docker build failed: $(cat "$temporary/log")"
printf '%s, %s MB\n' "$tag" "$(($(docker image inspect -f '{{.Size}}' "$tag") / 1000000))"
