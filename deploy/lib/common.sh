# Shared by the scripts in deploy/: sourced, not run. Bash.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${WEIR_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/weir}

build_packages=(
    build-essential pkg-config
    libmosquitto-dev libgpiod-dev libsqlite3-dev libyaml-dev libsimdjson-dev zlib1g-dev libzstd-dev
)
run_packages=(mosquitto mosquitto-clients)
test_packages=(openssl strace python3 python3-venv)
machine_packages=(
    qemu-system-x86 busybox-static cpio libelf1 time gcc make xz-utils zstd gpiod
)
# Errors at random and false clocks, and file systems to break.
fault_packages=(fiu-utils e2fsprogs mount util-linux)
container_packages=(systemd systemd-container mmdebstrap)
package_packages=(dpkg-dev python3 xz-utils lintian)
maintainer="The Weir authors <weir@weir.invalid>"

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# Installs what is missing of the given Debian packages, without questions.
install_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    command -v apt-get >/dev/null || fail "these Debian packages are missing: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "run as root, or install: ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq >/dev/null || say "apt-get update failed; trying with the lists at hand"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The Swift compiler is not part of Debian 12.
require_swift() {
    command -v swift >/dev/null ||
        fail "Swift 6.2 or later is needed on the PATH: install it from swift.org (Debian 13 has the package swiftlang)"
}

# Prints a Python 3 that has LightGBM: WEIR_PYTHON, or one of its own in the cache.
training_python() {
    local python=${WEIR_PYTHON:-}
    if [ -z "$python" ]; then
        python=$cache/scores-venv/bin/python3
        [ -x "$python" ] || python3 -m venv "$cache/scores-venv" || return
        "$python" -c 'import lightgbm' 2>/dev/null || "$python" -m pip -q install lightgbm >&2 || return
    fi
    printf '%s\n' "$python"
}

# Builds quietly; on failure shows what the compiler said. A --package-path of the caller's comes later, and holds.
build() {
    local log
    log=$(mktemp)
    if ! swift build --package-path "$root" "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# Prints how long a step took: `timed NAME COMMAND...`
timed() {
    local name=$1 start=$SECONDS status=0
    shift
    "$@" || status=$?
    printf '== %s: %d.%d min%s\n' "$name" $(((SECONDS - start) / 60)) $(((SECONDS - start) % 60 / 6)) \
        "$([ $status -eq 0 ] || printf ', FAILED (%d)' $status)"
    return $status
}

# What nobody calls from outside needs no names, relocations take a bit each (glibc 2.36); layout.ld says the rest. Functions
# that nobody calls are left out one by one, and those that an edge needs lie together (order-functions).
static_build=(
    -c release --static-swift-stdlib --scratch-path "$root/.build-static" -Xswiftc -use-ld=lld
    -Xlinker --no-export-dynamic -Xlinker -z -Xlinker pack-relative-relocs
    -Xlinker --script -Xlinker "$root/deploy/lib/layout.ld" -Xswiftc -Xfrontend -Xswiftc -function-sections
    -Xlinker --symbol-ordering-file -Xlinker "$root/deploy/lib/functions.order" -Xlinker --no-warn-symbol-ordering
)

require_linker() {
    [ -x "$(dirname "$(realpath "$(command -v swift)")")/ld.lld" ] || command -v ld.lld >/dev/null || install_packages lld
}
static_path() {
    local folder
    folder=$(swift build --package-path "$root" "${static_build[@]}" --show-bin-path) && echo "$folder/weir"
}
# The release binary that carries all of Swift: builds it, and prints where it is.
static_binary() {
    require_linker && build --product weir "${static_build[@]}" >&2 && static_path
}

# Prints where promtool is. Debian's package is only unpacked: installed, it would start a server.
promtool_program() {
    if command -v promtool; then return; fi
    local folder=$cache/promtool
    if [ ! -x "$folder/usr/bin/promtool" ]; then
        mkdir -p "$folder"
        (cd "$folder" && apt-get download -q prometheus >&2 && dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb)
    fi
    echo "$folder/usr/bin/promtool"
}
