# A Debian with systemd in a container, for the tests of the service and of the package: sourced, not run. Bash.
#
#   begin_container NAME TIMEOUT FOLDER   unpacks what service-machine/prepare made in FOLDER; $system is its root
#   run_container FILE...                 installs the files (guest-checks, what it sources, what it needs) into
#                                         /opt/checks, boots, and shows the checks of guest-checks as they come
#   conclude_container UNIT...            the last line `N passed, N failed`; on failure console and journal of the units
#
# However the script ends, the container ends with it, and its files go: their mounts are in a namespace of its own.

source "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
machines=$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")

begin_container() {
    local name=$1
    container_timeout=$2
    if [ "$(id -u)" -ne 0 ]; then
        echo "$name: skipped, since only root can start a container" >&2
        if [ "${CI:-}" = true ]; then exit 1; else exit 0; fi
    fi
    command -v systemd-nspawn >/dev/null || {
        echo "$name: systemd-nspawn is missing: apt-get install systemd-container" >&2
        exit 1
    }
    "$machines/service-machine/prepare" "$3"
    place=$(mktemp -d)
    machine=
    trap end_container EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM

    system=$place/root
    mkdir -m 755 "$system"
    tar -xf "$3/root.tar" -C "$system"
    # Without a name of its own the system would take this for its first start, and ask questions.
    tr -d - </proc/sys/kernel/random/uuid >"$system/etc/machine-id"
    # A system without it does not know its own address.
    echo "127.0.0.1 localhost" >"$system/etc/hosts"
    mkdir -p "$system/var/log/journal" "$system/opt/checks"
    # The broker is started when a check wants it.
    rm -f "$system/etc/systemd/system/multi-user.target.wants/mosquitto.service"
}

end_container() {
    if [ -n "$machine" ] && kill -0 "$machine" 2>/dev/null; then
        kill -- "-$machine" 2>/dev/null || true
        wait "$machine" 2>/dev/null || true
    fi
    rm -rf --one-file-system "$place"
}

run_container() {
    install -m 755 "$@" "$machines/lib/checks.sh" "$system/opt/checks/"
    install -m 644 "$machines/service-machine/checks.service" "$system/etc/systemd/system/checks.service"
    mkdir -p "$system/etc/systemd/system/multi-user.target.wants"
    ln -s ../checks.service "$system/etc/systemd/system/multi-user.target.wants/checks.service"

    # --keep-unit and --register=no: this works where the host itself does not run systemd. With -m the container is a
    # process group of its own, to be ended as one; --foreground keeps `timeout` from leaving that group.
    set -m
    SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout --foreground -k 10 "$container_timeout" \
        systemd-nspawn -q -D "$system" --register=no --keep-unit --private-network --console=pipe -b \
        >"$place/console" 2>&1 </dev/null &
    machine=$!
    set +m
    results=$system/opt/checks/results
    touch "$results"
    local follower
    tail -q -n +1 -f --pid="$machine" "$results" &
    follower=$!
    container_status=0
    wait "$machine" || container_status=$?
    wait "$follower" || true
    checks_file=$results
}

container_journal() { journalctl -q -D "$system/var/log/journal" --no-pager -o short-monotonic "$@"; }

conclude_container() {
    if [ "$container_status" -ne 0 ] || grep -q '^FAIL ' "$results" || ! grep -qx END "$results"; then
        echo "---- console"
        cat "$place/console"
        echo "---- journal"
        container_journal "${@/#/--unit=}" || true
    fi
    conclude "$results"
}
