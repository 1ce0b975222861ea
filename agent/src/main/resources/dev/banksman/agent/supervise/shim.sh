#!/bin/sh
# Holds one command while it runs, so that it needs no agent. POSIX sh and /proc; no process of its own once the body
# runs, except itself.
#
#   sh shim.sh run  DIR BOOT_ID CWD PROGRAM [ARG...]   claims the attempt, starts the body, waits, records its end
#   sh shim.sh body DIR BOOT_ID CWD PROGRAM [ARG...]   the body before it becomes PROGRAM
#
# DIR is the attempt's directory. In it:
#   claim   who may start the body: this shim (its pid, start time, boot id), or nobody. Made by a hard link, which
#           succeeds once; durable before the body begins. Who finds it taken starts nothing.
#   body    pid and start time of the body, written by the body's own process before it becomes PROGRAM
#   problem why PROGRAM could not be started, if it could not
#   exit    the body's exit code as a shell sees it (128 + n for signal n); there, whole and durable, or not there
#   wide    an exit code of more than eight bits, written by the body, which finds this name in BANKSMAN_EXIT_CODE. For
#           programs that stand in for those of another system (3010, 1603). Believed if its low eight bits are the
#           exit code that was seen, so it can make no failure a success.
#   stdin, stdout, stderr   the body's streams
# The environment variable BANKSMAN_SHIM carries the attempt's id; only the body gets it as BANKSMAN_ATTEMPT, so that
# whoever ends the body's tree does not end the one that knows its exit code.
set -u
mode=$1 dir=$2 boot_file=$3 cwd=$4

# Sets `started`: field 22 of this process's stat. The name in field 2 may hold spaces and brackets, so count from the
# last bracket.
read_start() {
    IFS= read -r stat <"/proc/$$/stat" || return 1
    rest=${stat##*") "}
    # shellcheck disable=SC2086
    set -- $rest
    shift 19
    started=$1
}

# Durable, by whatever the system has: `sync FILE` from coreutils 8.24 on, all file systems before that.
durable() {
    sync -- "$@" 2>/dev/null || sync
}

case $mode in
body)
    read_start || exit 126
    shift 4
    printf 'pid %s\nstart %s\nend\n' "$$" "$started" >"$dir/body" || exit 126
    BANKSMAN_ATTEMPT=$BANKSMAN_SHIM
    BANKSMAN_EXIT_CODE=$dir/wide
    export BANKSMAN_ATTEMPT BANKSMAN_EXIT_CODE
    unset BANKSMAN_SHIM
    if ! cd -- "$cwd"; then
        printf 'directory %s\nend\n' "$cwd" >"$dir/problem"
        exit 126
    fi
    if ! command -v -- "$1" >/dev/null 2>&1; then
        printf '%s: not found, or not executable\n' "$1" >&2
        printf 'program %s\nend\n' "$1" >"$dir/problem"
        exit 127
    fi
    exec "$@"
    ;;
run)
    shift 1
    # A signal meant for the body must not take the one who waits for it. Caught, not ignored: children get the default.
    trap : HUP INT TERM
    read_start || exit 70
    IFS= read -r boot <"$boot_file" || exit 71
    mine="$dir/claim.$$"
    printf 'by shim\npid %s\nstart %s\nboot %s\nend\n' "$$" "$started" "$boot" >"$mine" || exit 72
    durable "$mine"
    ln -- "$mine" "$dir/claim" || exit 73
    durable "$dir"

    # In the foreground: `wait` would make the body ignore interrupts, and the exit code comes without a race.
    if command -v setsid >/dev/null 2>&1; then
        setsid sh "$0" body "$@" <"$dir/stdin" >>"$dir/stdout" 2>>"$dir/stderr"
    else
        sh "$0" body "$@" <"$dir/stdin" >>"$dir/stdout" 2>>"$dir/stderr"
    fi
    code=$?
    if wide=$(cat "$dir/wide" 2>/dev/null); then
        case $wide in
        '' | *[!0-9]* | 0?* | ??????????*) ;;
        *) [ $((wide & 255)) -ne "$code" ] || code=$wide ;;
        esac
    fi

    # A full disk delays the truth but does not change it.
    until printf 'code %s\nend\n' "$code" >"$dir/exit.tmp" && durable "$dir/stdout" "$dir/stderr" "$dir/exit.tmp" \
        && mv -f -- "$dir/exit.tmp" "$dir/exit"; do
        sleep 2
    done
    durable "$dir"
    ;;
*)
    echo "shim.sh: expected run or body, found '$mode'" >&2
    exit 64
    ;;
esac
