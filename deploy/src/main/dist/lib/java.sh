# Sourced by the launchers: finds a Java that is new enough. POSIX sh; other tools: sed, readlink.
#
# find_java LEAST WHO sets `java` (the program) and `java_major`, or says what was looked at and ends with 69
# (EX_UNAVAILABLE). Looked at, in this order: JAVA_HOME, PATH, the usual folders. A Java that is too old is passed by, not
# fatal: old servers often set JAVA_HOME for something else.

# shellcheck shell=sh disable=SC2034 # `java` is read by those who source this

java_found=

# The version of the Java installed in folder $1, from its `release` file: starting a JVM only to ask costs most of a start.
java_version_of() {
  version=
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$1/release")
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n '1,3s/.* version "\([^"]*\)".*/\1/p')
  fi
  printf '%s' "${version:-unknown}"
}

# 17.0.15 to 17, 1.8.0_392 to 8, 26-ea to 26, anything else to 0.
major_of() {
  major=${1#1.}
  major=${major%%[!0-9]*}
  printf '%s' "${major:-0}"
}

# Takes the Java in folder $1, found by way of $2, if it is at least $3.
take_java() {
  [ -x "$1/bin/java" ] || return 1
  found_version=$(java_version_of "$1")
  java_found="$java_found
  $2: $1 (Java $found_version)"
  java_major=$(major_of "$found_version")
  [ "$java_major" -ge "$3" ] || return 1
  java=$1/bin/java
}

# The folder that the java on PATH belongs to, through links such as those of update-alternatives.
java_on_path() {
  program=$(command -v java) || return 1
  while [ -L "$program" ]; do
    target=$(readlink "$program")
    case $target in
      /*) program=$target ;;
      *) program=${program%/*}/$target ;;
    esac
  done
  program=${program%/*}
  printf '%s' "${program%/bin}"
}

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    take_java "$JAVA_HOME" JAVA_HOME "$1" && return
    [ -x "$JAVA_HOME/bin/java" ] || java_found="
  JAVA_HOME: $JAVA_HOME (no bin/java there)"
  fi
  if on_path=$(java_on_path); then
    take_java "$on_path" PATH "$1" && return
  fi
  # BANKSMAN_JAVA_FOLDERS replaces the usual folders; names with blanks need JAVA_HOME.
  for folder in ${BANKSMAN_JAVA_FOLDERS-/usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java* /opt/jdk* /opt/*/jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home}; do
    take_java "$folder" folder "$1" && return
  done
  {
    echo "$2 needs Java $1 or newer. Found:${java_found:-"
  none, neither by JAVA_HOME, nor on PATH, nor in the usual folders"}"
    echo "Install a JDK $1 (or newer), or set JAVA_HOME to the folder of one."
  } >&2
  exit 69
}
