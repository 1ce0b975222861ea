# What the stand-ins of the AX systems share. Sourced by them, never run. Below LAB_DIR/state it keeps, besides what every
# lab has:
#   hosts/HOST/system                              dev, test or prod
#   systems/SYSTEM/{sql-host,aos-hosts}            aos-hosts: names with a blank between them
#   systems/SYSTEM/databases/{business,model-store}   their names on the lab's SQL server
#   systems/SYSTEM/model-store/models/ID/{name,layer,publisher,version,elements}   elements: a type and a name on each line
#   systems/SYSTEM/model-store/{next-id,install-mode}
#   systems/SYSTEM/checklist                       open, once a client has been told what to do about the changed store
# The IDs of elements are in table MODELELEMENT of the model store's database. Programs that are called by their path are
# in LAB_DIR/programs.
. "${LAB_LIB:?is not set: folder of the system that the lab plays}/../lib.sh"
aos='AOS60$01'
system=$(value "$host_state/system")
system_state="$state/systems/$system"
store="$system_state/model-store"
. "$LAB_LIB/in-place.sh"

# database business|model-store: its name.
database() {
    value "$system_state/databases/$1"
}

# An AOS that starts accepts clients, whatever was chosen before.
service_started() {
    [ "$1" = "$aos" ] || return 0
    if in_place; then
        in_place_aos_started
        return
    fi
    if fault aos-keeps-rejecting; then
        rejected=$(($(value "$host_state/rejected" 0) + 1))
        put "$host_state/rejected" $rejected
        # It takes a third start to bring it round.
        [ $rejected -ge 3 ] || return 0
    fi
    sql "$(database business)" "UPDATE SYSSERVERSESSIONS SET STATUS = 1 WHERE AOSID = '$LAB_HOST@01'"
}

service_stays_starting() {
    [ "$1" = "$aos" ] && fault aos-hangs
}

# compile_everything: the hours of a full compilation, shortened; it goes on for as long as a test holds it.
compile_everything() {
    for hour in 1 2 3 4 5; do
        echo "Hour $hour of the compilation"
        sleep 0.2
    done
    goes_on compilation
}

# aos_runs: whether an AOS of this system runs, and which.
aos_runs() {
    for aos_host in $(value "$system_state/aos-hosts"); do
        aos_state=$(LAB_HOST=$aos_host && host_state="$state/hosts/$aos_host" && service_state "$aos")
        if [ "$aos_state" != stopped ]; then
            printf '%s\n' "$aos_host"
            return 0
        fi
    done
    return 1
}
