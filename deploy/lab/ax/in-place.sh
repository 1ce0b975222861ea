# The AX systems that are upgraded in place - production, test, development - for the stand-ins that work on them. Sourced
# by lib.sh.
#
# present-version is the version that production runs before the upgrade.
# Below systems/SYSTEM they have besides: in-place (there at all), sql-server (as sqlcmd names it), master (the database
# that stands for master), setup-done. databases/model-store is the business database's until Setup has split it. A host
# has registry/{Current,port,WSDLPort,dbserver,database,split_modeldb} while an AOS is installed, and
# installed/COMPONENT/{name,version} for what Programs and Features lists.
business_name=MicrosoftDynamicsAX
model_store_name=MicrosoftDynamicsAX_model
present_version=$(value "$state/present-version")
customer_layers='isv isp var vap cus cup usr usp'

in_place() {
    [ -f "$system_state/in-place" ]
}

# major VERSION: its first two numbers.
major() {
    rest=${1#*.}
    printf '%s.%s\n' "${1%%.*}" "${rest%%.*}"
}

# answers DATABASE QUERY: whether the query has a row. It selects the word FOUND.
answers() {
    "${LAB_JAVA:-java}" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$LAB_H2" org.h2.tools.Shell \
        -url "jdbc:h2:tcp://127.0.0.1:$(value "$LAB_DIR/sql.port")/$1" -user sa \
        -password "$(value "$LAB_DIR/sql.password")" -sql "$2" | grep -qx 'FOUND *'
}

# customer_models: the IDs of the models in customers' layers.
customer_models() {
    for listed in "$store/models"/*; do
        case " $customer_layers " in
        *" $(value "$listed/layer") "*) printf '%s\n' "${listed##*/}" ;;
        esac
    done
}

# model_named NAME-OR-ID: its ID, or nothing.
model_named() {
    if [ -d "$store/models/$1" ]; then
        printf '%s\n' "$1"
    else
        model_id "$1"
    fi
}

# new_aos: whether this host's AOS is of another version than the one before the upgrade.
new_aos() {
    [ "$(version_of object-server)" != "$present_version" ]
}

# Why an AOS of this host does not come up, or nothing. A new one looks at the whole database when it starts for the first
# time.
aos_refuses() {
    new_aos || return 0
    . "$LAB_LIB/models.sh"
    aos_version=$(version_of object-server)
    foundation=$(value "$store/models/$(model_id Foundation)/version")
    if [ "$(major "$aos_version")" != "$(major "$foundation")" ]; then
        echo "The model store is of version $foundation, this Object Server of $aos_version."
        return
    fi
    if [ -f "$store/from-a-file" ] && [ "$(value "$store/install-mode")" != on ]; then
        echo 'The model store came from a file that was exported without install mode.'
        return
    fi
    [ ! -f "$host_state/aos-started-before" ] || return 0
    if fault old-aos-errors && [ "$(value "$host_state/registry/split_modeldb")" != 1 ]; then
        echo 'The model store was not found where the older Object Server had it.'
        return
    fi
    for model in $(customer_models); do
        if grep -Eqx 'Class (Application|Global|Info|SysSetupForm|Session)' "$store/models/$model/elements"; then
            echo "The stored procedures could not be upgraded: a core class is modified in model $model."
            return
        fi
    done
    if fault_once change-tracking-again; then
        # The tool of Management Reporter turns it on behind everybody's back.
        sql "$(database business)" 'ALTER TABLE CUSTTABLE ADD IF NOT EXISTS TRACKED INTEGER'
    fi
    if answers "$(database business)" "SELECT 'FOUND' FROM SYS.CHANGE_TRACKING_TABLES"; then
        echo 'The database could not be synchronized: change tracking is on.'
    fi
}

# What happens when this host's AOS starts.
in_place_aos_started() {
    reason=$(aos_refuses)
    if new_aos && fault_once aos-ends; then
        refuse_start 'It ended for a reason that nobody knows.'
    elif [ -n "$reason" ]; then
        refuse_start "$reason"
    else
        put "$host_state/aos-started-before" yes
        rm -f "$store/from-a-file"
    fi
}

refuse_start() {
    printf '%s\n' "$1" >>"$host_state/event-log"
    service_stop "$aos" 1067
}
