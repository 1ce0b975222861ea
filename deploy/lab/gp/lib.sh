# What the stand-ins of the GP web client share. Sourced by them, never run. Below LAB_DIR/state it keeps, besides what
# every lab has:
#   hosts/HOST/{database,configured,suspended,sessions,desktop-folder,browser-cache}
#   central/{version,database}, central/hosts/HOST, central/waiting/HOST   what Session Central is and knows
#   sql/databases/NAME, sql/version, sql/signed-in                          what the stand-ins must know of SQL Server
#   tenant/{used,version,configured}, site/open
. "${LAB_LIB:?is not set: folder of the system that the lab plays}/../lib.sh"

service_started() {
    case $1 in
    GPSessionCentral) central_started ;;
    GPSessionService) session_service_started ;;
    esac
}

service_stays_starting() {
    fault session-service-hangs
}

# Session Central hears of hosts that reported while it could not listen only when it starts.
central_started() {
    if fault central-not-running; then
        service_stop GPSessionCentral 1067
        return
    fi
    for waiting in "$state/central/waiting"/*; do
        [ -f "$waiting" ] || continue
        put "$state/central/hosts/${waiting##*/}" known
        rm -f "$waiting"
    done
}

session_service_started() {
    if fault session-service-not-running; then
        service_stop GPSessionService 0
        return
    fi
    if fault damaged-installation && [ "$(version_of web-components)" = "$(value "$state/central/version")" ]; then
        service_stop GPSessionService 1067
        return
    fi
    if fault host-missing; then
        return
    fi
    if [ "$LAB_HOST" = "${LAB_LATE_HOST:-session-host-3}" ] && [ ! -f "$host_state/reported" ]; then
        put "$state/central/waiting/$LAB_HOST" waiting
    else
        put "$state/central/hosts/$LAB_HOST" known
    fi
    put "$host_state/reported" yes
}
