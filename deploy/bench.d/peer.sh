# Shared by the peers: sourced, not run. A peer is a script that is called
#
#   PEER install
#   PEER run LOCAL_PORT UPSTREAM_PORT DIRECTORY
#
# The second stays in the foreground, and says on a line `ready KIND` when it takes readings: what it can do of the
# workload is `commands` (and windows), `forwards` (each reading as it came), `readings` (it takes them and sends them
# packed in its own way) or `values` (it takes single numbers only).
source "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
peers=$root/deploy/bench.d

# A Python of its own with these packages: `python_with NAME PACKAGE...`
python_with() {
    local folder=$cache/bench-$1
    shift
    if [ ! -x "$folder/bin/python" ]; then
        install_packages python3 python3-venv
        python3 -m venv "$folder"
    fi
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
}

# Waits for a text in a file, then says that the peer is ready. To be put in the background.
ready_when() {
    local kind=$1 text=$2 file=$3 tries
    for tries in $(seq 300); do
        if grep -qs "$text" "$file"; then
            echo "ready $kind"
            return
        fi
        sleep 0.1
    done
}
