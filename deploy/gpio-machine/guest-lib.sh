# Sourced by scripts that run in the machine: a chip, the kernel's record of it, and the gateway's processes.
#
# Expects `named`, the offsets of the chip's lines that have names; `spare`, the one that a driver may hold; `configuration`
# and `port`; and what `run` gives a script.
job=$WEIR_GPIO_MACHINE_JOB
# A crash is to be seen at once; the backtracer would take minutes in an emulated machine.
export SWIFT_BACKTRACE=enable=no

# ---- The chip ---------------------------------------------------------------------------------------------------------

sim=/sys/kernel/config/gpio-sim/weir
tracing=/sys/kernel/tracing
pins=
mount -t debugfs debug /sys/kernel/debug

plug() { # [NAME of a driver that holds GPIO5]
    local offset
    mkdir -p "$sim/bank"
    echo 28 >"$sim/bank/num_lines"
    echo pinctrl-rp1 >"$sim/bank/label"
    for offset in $named; do
        mkdir -p "$sim/bank/line$offset"
        echo "GPIO$offset" >"$sim/bank/line$offset/name"
    done
    if [ -n "${1:-}" ]; then
        mkdir "$sim/bank/line$spare/hog"
        echo "$1" >"$sim/bank/line$spare/hog/name"
        echo output-low >"$sim/bank/line$spare/hog/direction"
    elif [ -d "$sim/bank/line$spare/hog" ]; then
        rmdir "$sim/bank/line$spare/hog"
    fi
    echo 1 >"$sim/live"
    pins=/sys/devices/platform/$(cat "$sim/dev_name")/$(cat "$sim/bank/chip_name")
}
unplug() { echo 0 >"$sim/live"; }
# Moves a pin from outside, as a contact would.
pull() { echo "pull-$2" >"$pins/sim_gpio$1/pull"; }
# The electrical level of a pin.
level() { cat "$pins/sim_gpio$1/value"; }
is_level() { [ "$(level "$1")" = "$2" ]; }
# The number of the chip's first line: `gpiochip0: GPIOs 512-539, ...`.
base() { sed -n 's/^gpiochip[0-9]*: GPIOs \([0-9]*\)-.*pinctrl-rp1.*/\1/p' /sys/kernel/debug/gpio; }
# Who holds a line, in the kernel's own list: ` gpio-534 (weir) output-low`, on older kernels
# ` gpio-534 (GPIO22              |weir                ) out lo`.
holder() {
    sed -n "s/^ gpio-$(($(base) + $1)) *(\([^|)]*|\)\{0,1\}\([^ |)]*\) *).*/\2/p" /sys/kernel/debug/gpio
}
is_held_by() { [ "$(holder "$1")" = "$2" ]; }
is_free() { [[ "$(holder "$1")" != weir* ]]; }

# ---- The kernel's record of what was driven -----------------------------------------------------------------------------

record() {
    echo 0 >$tracing/tracing_on
    : >$tracing/trace
    echo 1 >$tracing/events/gpio/enable
    echo 1 >$tracing/tracing_on
}
# The levels that a line was given since `record`, as in `1 1 0 `. A line of the trace ends in `gpio_value: 534 set 1`.
driven() { sed -n "s/.*gpio_value: $(($(base) + $1)) set \([01]\)$/\1/p" $tracing/trace | tr '\n' ' '; }
only_driven() { # OFFSET LEVEL: at least once, and never the other level
    local levels
    levels=$(driven "$1")
    [ -n "$levels" ] && [ -z "${levels//[$2 ]/}" ]
}
last_driven() { [[ "$(driven "$1")" == *"$2 " ]]; }
# Driving a line again to the level that it has is no change.
never_driven() { [[ "$(driven "$1")" != *"$2 "* ]]; }

# When a line was last driven to a level, in milliseconds of the trace's clock.
driven_at() { # OFFSET LEVEL
    sed -n "s/.* \([0-9]*\)\.\([0-9]\{3\}\)[0-9]*: gpio_value: $(($(base) + $1)) set $2$/\1\2/p" $tracing/trace | tail -n 1
}
# A moment of the test's own in the record, and when it was.
mark() { echo "$1" >$tracing/trace_marker; }
marked_at() {
    sed -n "s/.* \([0-9]*\)\.\([0-9]\{3\}\)[0-9]*: tracing_mark_write: $1$/\1\2/p" $tracing/trace | tail -n 1
}
last_of() { printf '%s\n' "$@" | sort -n | tail -n 1; }
apart() { # OFFSET LEVEL OFFSET LEVEL: milliseconds from the first to the second
    echo $(($(driven_at "$3" "$4") - $(driven_at "$1" "$2")))
}
at_least() { [ "$1" -ge "$2" ]; }
at_most() { [ "$1" -le "$2" ]; }
milliseconds() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# ---- The gateway's processes --------------------------------------------------------------------------------------------

agent='' holding=''
# What a process is started with, before its own name.
as=()
logs=0
# Each process has a log of its own, numbered in order of start; $log is the newest.
start() { # NAME WEIR-ARGUMENT...: in the background, as $!
    logs=$((logs + 1))
    log=$(printf '%s/%02d-%s.log' "$job" $logs "$1")
    shift
    "${as[@]}" "$weir_binary" "$@" >"$log" 2>&1 &
}
start_agent() {
    start agent run --config $configuration
    agent=$!
}
start_holder() {
    start holder failsafe --hold --config $configuration --store $store
    holding=$!
}
# Takes the status once, for `said`.
ask() { status=$("$weir_binary" status --config $configuration 2>/dev/null); }
is_running() { ask && [[ $status == *"gpio-machine: running"* ]]; }
status_says() { ask && grep -q "$1" <<<"$status"; }
status_has_no() { ask && ! grep -q "$1" <<<"$status"; }
logged() { grep -q "$1" "$log"; }
alive() { kill -0 "$1" 2>/dev/null; }
gone() { ! alive "$1"; }
ended_with() { # STATUS PROCESS: soon, else it is made to end
    local code=0
    eventually 20 gone "$2" || kill -KILL "$2"
    wait "$2" || code=$?
    [ "$code" = "$1" ]
}
stop() {
    kill -TERM "$1" 2>/dev/null
    eventually 20 gone "$1" || kill -KILL "$1"
    wait "$1" 2>/dev/null
}
publish() { mosquitto_pub -p $port -q 1 -t "$1" -m "$2"; }
start_broker() {
    cat >/run/mosquitto.conf <<END
listener $port 127.0.0.1
allow_anonymous true
user root
END
    mosquitto -c /run/mosquitto.conf >"$job/mosquitto.log" 2>&1 &
    broker=$!
    eventually 20 publish plant/ready 1 2>/dev/null
}
