# Named checks for the tests that run inside a machine or a container: sourced, not run. Bash.
#
#   begin_checks FILE               results go to FILE and to standard output
#   check "what holds" COMMAND...   PASS when the command ends well; FAIL else, and the checks go on
#   eventually SECONDS COMMAND...   tries again until the command ends well; $waited says how long it took
#   note TEXT...                    a figure or a remark, judged by nobody
#   end_checks                      without it the results count as incomplete
#   conclude FILE                   outside: the last line `N passed, N failed`, and whether that is good

begin_checks() {
    checks_file=$1
    : >"$checks_file"
}

tell() { printf '%s\n' "$*" | tee -a "$checks_file"; }
note() { tell "     $*"; }
end_checks() { tell "END"; }

check() {
    local name=$1
    shift
    if "$@"; then tell "PASS $name"; else tell "FAIL $name"; fi
}

# The opposite of a command; `check` can't take `!`.
fails() { ! "$@"; }

# A generous bound, so that a slow machine does not decide; the time itself is only shown.
eventually() {
    local limit=$1 begin=${EPOCHREALTIME/[.,]/} spent
    shift
    while true; do
        spent=$(((${EPOCHREALTIME/[.,]/} - begin) / 1000))
        waited=$(printf '%d.%03d s' $((spent / 1000)) $((spent % 1000)))
        if "$@"; then return 0; fi
        [ "$spent" -lt $((limit * 1000)) ] || return 1
        sleep 0.1
    done
}

# Nothing that ran proves nothing, and neither does what ended half-way.
conclude() {
    local passed=0 failed=0
    if [ -f "$1" ]; then
        passed=$(grep -c '^PASS ' "$1") || true
        failed=$(grep -c '^FAIL ' "$1") || true
        if ! grep -qx END "$1"; then
            echo "FAIL all checks were reached"
            failed=$((failed + 1))
        fi
    else
        echo "FAIL any check was reached"
        failed=1
    fi
    echo "$passed passed, $failed failed"
    [ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
}
