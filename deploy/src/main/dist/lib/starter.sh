# Sourced by banksman-agent for "run": starts the chosen version of the agent, stays until it ends, and ends as it ended.
# POSIX sh; other tools: sed, mv, rm, cat, mkfifo, sleep, sync, tail.
#
# The agent asks for a new version by leaving a token, the file `asked`, in DIR/versions and ending with exit code 75. The
# token then changes its name and nothing else, each time by one rename, so that a crash leaves it under one name:
#
#   asked        the agent's: try this version at the next start
#   on-trial     the starter's: it was started. Found at a start, the trial was cut short: it has failed
#   chosen       the new version's, once its controller has welcomed it: this version starts from now on
#   rolled-back  the starter's: the version failed; `why` says how
#
# Of the last two renames only one can succeed. Until `chosen` is replaced, what starts is what started before; if that is
# damaged, or if another version has been installed by hand since, the installed one.
#
# The versions' own launchers are told by the environment: BANKSMAN_STARTER (pid of this shell: the agent ends when it is
# gone, commands go on), BANKSMAN_INSTALLED (version that lies here), BANKSMAN_TRIAL (the version on trial, or empty).

# shellcheck shell=sh disable=SC2154 # `home` is set by those who source this

starter_grace=15

starter_say() {
  printf 'banksman-agent: %s\n' "$1" >&2
}

# For tests: dies here as by kill -9 if this is the point that BANKSMAN_CRASH_AT names.
starter_point() {
  [ "${BANKSMAN_CRASH_AT:-}" != "$1" ] || kill -9 "$$"
}

# Durable, by whatever the system has: `sync FILE` from coreutils 8.24 on, all file systems before that.
starter_durable() {
  sync -- "$@" 2>/dev/null || sync
}

# The value of field $2 in token $1; empty if it is not what a version or a number looks like. Versions begin with a digit,
# so none has the name of one of the files here.
token_field() {
  sed -n "s/^$2=\([0-9][0-9A-Za-z.+_-]*\)\$/\1/p" "$1" 2>/dev/null | sed -n 1p
}

# Where version $1 lies.
home_of() {
  if [ "$1" = "$installed" ]; then
    printf '%s' "$home"
  else
    printf '%s' "$versions/$1"
  fi
}

is_whole() {
  there=$(home_of "$1")
  [ -n "$1" ] && [ -x "$there/bin/banksman-agent" ] && [ -d "$there/lib/agent" ]
}

explain() {
  printf '%s\n' "$1"
  [ ! -f "$versions/trial.log" ] || cat "$versions/trial.log.1" "$versions/trial.log" | tail -n 20
}

# Gives the version on trial up, because of $1; not if it has been confirmed meanwhile.
roll_back() {
  # On a full disk there may be no reason, and still a way back.
  if explain "$1" 2>/dev/null >"$versions/why.tmp"; then
    starter_durable "$versions/why.tmp"
    mv -f "$versions/why.tmp" "$versions/why" || true
  fi
  starter_point starter-why-written
  mv "$versions/on-trial" "$versions/rolled-back" 2>/dev/null || return 0
  starter_durable "$versions"
  starter_point starter-rolled-back
  starter_say "rolled back: $1"
}

# Sets `version`, and `trial` to the same if that version is on trial now.
choose_version() {
  trial=
  if [ -f "$versions/on-trial" ]; then
    roll_back "The trial was cut short: the host or the starter ended during it."
  fi
  rm -f "$versions/trial.log" "$versions/trial.log.1" "$versions/trial.pipe" || true
  if [ -f "$versions/asked" ] && mv -f "$versions/asked" "$versions/on-trial"; then
    starter_durable "$versions"
    starter_point starter-trial-begun
    trial=$(token_field "$versions/on-trial" version)
    if is_whole "$trial"; then
      version=$trial
      return
    fi
    trial=
    roll_back "The version is not whole on this host's disk."
  fi
  version=$installed
  if [ -f "$versions/chosen" ]; then
    chosen=$(token_field "$versions/chosen" version)
    if [ "$(token_field "$versions/chosen" over)" != "$installed" ]; then
      starter_say "version $installed was installed since $chosen was chosen; it is started"
    elif is_whole "$chosen"; then
      version=$chosen
    else
      starter_say "version '$chosen' is not whole in $versions; the installed one, $installed, is started"
    fi
  fi
}

# Waits until the agent has ended, whatever signals come meanwhile, and sets `code`.
await_agent() {
  code=0
  while :; do
    signalled=
    now=0
    wait "$agent" || now=$?
    # 127: it was waited for already, and a signal came just then.
    [ "$now" -eq 127 ] || code=$now
    [ -n "$signalled" ] || break
  done
  [ -z "$insisting" ] || kill -KILL "$insisting" 2>/dev/null || true
}

# Between its fork and its exec a process still has this shell's traps, and loses what it is told: so it is told again.
insist() {
  while kill -TERM "$agent" 2>/dev/null; do
    sleep 1
  done
}

# Before there is an agent this only remembers; who starts one asks.
stop_agent() {
  signalled=yes
  stopping=yes
  if [ -n "$agent" ] && [ -z "$insisting" ]; then
    insist &
    insisting=$!
  fi
}

# Passes on what the version on trial says and keeps the last of it; then only passes it on.
listen() {
  # It ends with its writer: signals for the whole group are the agent's to heed.
  trap '' TERM INT HUP
  lines=0
  while IFS= read -r line || [ -n "$line" ]; do
    printf '%s\n' "$line" || true
    if [ ! -f "$versions/on-trial" ]; then
      exec cat
    fi
    printf '%s\n' "$line" >>"$versions/trial.log" || true
    lines=$((lines + 1))
    if [ "$lines" -ge 100 ]; then
      mv -f "$versions/trial.log" "$versions/trial.log.1" || true
      lines=0
    fi
  done
}

# Ends the version on trial when its time is over.
watch_trial() {
  seconds=0
  while [ "$seconds" -lt "$allowed" ]; do
    sleep 1
    [ -f "$versions/on-trial" ] || return 0
    seconds=$((seconds + 1))
  done
  # Not by a special builtin: that would end this shell if the disk is full.
  echo >"$versions/expired" || true
  kill -TERM "$agent" 2>/dev/null || return 0
  seconds=0
  while [ "$seconds" -lt "$starter_grace" ]; do
    sleep 1
    seconds=$((seconds + 1))
  done
  kill -KILL "$agent" 2>/dev/null || true
}

# Starts the version on trial and waits for its end; its token then is on-trial no more, unless this shell was stopped.
try_version() {
  allowed=$(token_field "$versions/on-trial" seconds)
  case $allowed in '' | *[!0-9]*) allowed=120 ;; esac
  starter_say "trying version $version, for $allowed s at most"
  rm -f "$versions/expired" || true
  if ! mkfifo "$versions/trial.pipe"; then
    roll_back "The starter could not make a pipe in $versions."
    return 0
  fi
  listen <"$versions/trial.pipe" &
  listener=$!
  BANKSMAN_STARTER=$$ BANKSMAN_INSTALLED=$installed BANKSMAN_TRIAL=$version \
    "$(home_of "$version")/bin/banksman-agent" "$@" >"$versions/trial.pipe" 2>&1 &
  agent=$!
  [ -z "$stopping" ] || stop_agent
  starter_point starter-trial-started
  watch_trial &
  watch=$!
  await_agent
  # By force, because of what is said at insist.
  kill -KILL "$watch" 2>/dev/null || true
  wait "$watch" 2>/dev/null || true
  # What it said last. Something that it started may hold the pipe open, so the end is not waited for without end.
  seconds=0
  while kill -0 "$listener" 2>/dev/null && [ "$seconds" -lt 5 ]; do
    sleep 1
    seconds=$((seconds + 1))
  done
  kill -KILL "$listener" 2>/dev/null || true
  wait "$listener" 2>/dev/null || true
  rm -f "$versions/trial.pipe" || true
  [ -f "$versions/on-trial" ] || return 0
  if [ -n "$stopping" ]; then
    mv -f "$versions/on-trial" "$versions/asked" || true
    starter_durable "$versions"
  elif [ -f "$versions/expired" ]; then
    roll_back "It was not welcomed by a controller within $allowed s, and was ended."
  else
    roll_back "It ended with exit code $code before a controller had welcomed it."
  fi
  rm -f "$versions/expired" || true
}

# start_agent run --dir DIR ...: does not return, unless there is no DIR, for the agent to complain about.
start_agent() {
  directory=
  before=
  for word in "$@"; do
    [ "$before" != --dir ] || directory=$word
    case $word in --dir=*) directory=${word#--dir=} ;; esac
    before=$word
  done
  [ -n "$directory" ] || return 0
  versions=$directory/versions
  installed=
  IFS= read -r installed <"$home/lib/version" || [ -n "$installed" ] || return 0
  stopping=
  insisting=
  agent=
  trap stop_agent TERM INT HUP
  while :; do
    agent=
    choose_version
    if [ -n "$trial" ]; then
      try_version "$@"
      # Whatever became of it, and be it confirmed and ended much later, an agent is started here unless somebody said stop.
      [ -z "$stopping" ] || exit "$code"
    else
      BANKSMAN_STARTER=$$ BANKSMAN_INSTALLED=$installed BANKSMAN_TRIAL='' \
        "$(home_of "$version")/bin/banksman-agent" "$@" &
      agent=$!
      [ -z "$stopping" ] || stop_agent
      await_agent
      # 75: a version was asked for. Anything else is for whoever watches this process.
      { [ "$code" -eq 75 ] && [ -z "$stopping" ] && [ -f "$versions/asked" ]; } || exit "$code"
    fi
  done
}
