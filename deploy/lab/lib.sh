# What the stand-ins of every lab share. Sourced by the lib.sh of a system, never run.
#
# LAB_DIR is the lab's directory, LAB_HOST the host a stand-in plays on. What the lab knows lies below LAB_DIR/state as
# small files of one value each, replaced by rename, so that a reader sees the old value or the new one:
#   hosts/HOST/installed/PRODUCT/{name,version}   what Programs and Features would show
#   hosts/HOST/services/KEY/{display,state,since,exit-code}
#   hosts/HOST/{hold,held}/WORK                   what goes on for as long as somebody holds it; see goes_on
# What a system has besides is said in the lib.sh of its folder, LAB_LIB, which sources this one and may say anew:
#   service_started KEY, service_stays_starting KEY   what happens when a service starts, and whether it hangs there
# LAB_DIR/faults holds the faults in force: NAME or NAME@HOST.
set -u
: "${LAB_DIR:?is not set: stand-ins run inside a lab}" "${LAB_HOST:?is not set: stand-ins play on one host of a lab}"
state="$LAB_DIR/state"
host_state="$state/hosts/$LAB_HOST"

# value FILE [DEFAULT]: the value, or the default where there is none.
value() {
    if [ -f "$1" ]; then
        IFS= read -r read_value <"$1" || :
        printf '%s\n' "${read_value-}"
    else
        printf '%s\n' "${2-}"
    fi
}

# put FILE VALUE
put() {
    mkdir -p "${1%/*}"
    printf '%s\n' "$2" >"$1.new.$$" && mv -f "$1.new.$$" "$1"
}

# Notes that this program began, durably and before it does anything: pid, attempt (person where a hand moves it, -
# where the agent itself asks), program.
record_start() {
    printf '%s %s %s\n' "$$" "${BANKSMAN_ATTEMPT:--}" "$1" >>"$LAB_DIR/starts.log"
    sync "$LAB_DIR/starts.log"
}

# Ends with an exit code as Windows programs have them. This system keeps eight bits of it; the shim reads the rest
# from the file that BANKSMAN_EXIT_CODE names.
end_with() {
    if [ -n "${BANKSMAN_EXIT_CODE:-}" ]; then
        printf '%s\n' "$1" >"$BANKSMAN_EXIT_CODE"
    fi
    exit $(($1 & 255))
}

# Fails if a failure was ordered for this host and step; each order is used up once, whoever comes first.
fail_if_ordered() {
    ordered_step=${BANKSMAN_TASK:-}
    ordered_step=${ordered_step##*.}
    [ -n "$ordered_step" ] || return 0
    for order in "$LAB_DIR/faults/fail/$LAB_HOST:$ordered_step".*; do
        [ -f "$order" ] || continue
        mkdir -p "$LAB_DIR/faults/used"
        if mv "$order" "$LAB_DIR/faults/used/$LAB_HOST:$ordered_step.$$" 2>/dev/null; then
            ordered_code=$(value "$LAB_DIR/faults/used/$LAB_HOST:$ordered_step.$$")
            echo "The lab was told to fail here with $ordered_code." >&2
            end_with "$ordered_code"
        fi
    done
}

# fault NAME: whether it is in force here.
fault() {
    [ -f "$LAB_DIR/faults/$1" ] || [ -f "$LAB_DIR/faults/$1@$LAB_HOST" ]
}

# fault_once NAME: the same, and mends itself by being seen.
fault_once() {
    mkdir -p "$LAB_DIR/faults/used"
    mv "$LAB_DIR/faults/$1@$LAB_HOST" "$LAB_DIR/faults/used/$1@$LAB_HOST.$$" 2>/dev/null ||
        mv "$LAB_DIR/faults/$1" "$LAB_DIR/faults/used/$1.$$" 2>/dev/null
}

# goes_on WORK: the work goes on for as long as somebody holds it (hosts/HOST/hold/WORK is there), ten lines a second; at its
# end held/WORK says how many they were.
goes_on() {
    action=0
    while [ -f "$host_state/hold/$1" ]; do
        action=$((action + 1))
        echo "Action $action"
        sleep 0.1
    done
    [ $action -eq 0 ] || put "$host_state/held/$1" "$action"
}

# version_of PRODUCT [HOST]: the installed version, or nothing.
version_of() {
    value "$state/hosts/${2:-$LAB_HOST}/installed/$1/version"
}

# service_start KEY: it takes LAB_SERVICE_SECONDS until it runs.
service_start() {
    put "$host_state/services/$1/since" "$(date +%s)"
    put "$host_state/services/$1/exit-code" 0
    put "$host_state/services/$1/state" starting
    service_started "$1"
}

service_started() { :; }
service_stays_starting() { return 1; }

service_stop() {
    put "$host_state/services/$1/state" stopped
    put "$host_state/services/$1/exit-code" "${2:-0}"
}

# service_state KEY: stopped, starting or running.
service_state() {
    now_state=$(value "$host_state/services/$1/state" stopped)
    if [ "$now_state" = starting ]; then
        since=$(value "$host_state/services/$1/since" 0)
        if [ $(($(date +%s) - since)) -ge "${LAB_SERVICE_SECONDS:-1}" ] && ! service_stays_starting "$1"; then
            now_state=running
        fi
    fi
    printf '%s\n' "$now_state"
}

# sql DATABASE STATEMENTS: in a database that the lab's SQL server has open.
sql() {
    lab_h2 "jdbc:h2:tcp://127.0.0.1:$(value "$LAB_DIR/sql.port")/$1" "$2"
}

# create_database NAME STATEMENTS
create_database() {
    lab_h2 "jdbc:h2:$LAB_DIR/databases/$1" "$2" && put "$state/sql/databases/$1" "$3"
}

# The tool says by what it prints that a statement failed, not by its exit code.
lab_h2() {
    told=$("${LAB_JAVA:-java}" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "${LAB_H2:?is not set: path of the H2 jar}" \
        org.h2.tools.Shell -url "$1" -user sa -password "$(value "$LAB_DIR/sql.password")" -sql "$2" 2>&1) || return 1
    case $told in
    *Error:* | *Exception*) printf '%s\n' "$told" >>"$LAB_DIR/sql.errors"; return 1 ;;
    esac
}
