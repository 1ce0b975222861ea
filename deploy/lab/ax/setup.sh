# What Setup.exe does with a parameter file, for the media of one version. Sourced by the Setup.exe of the media, which says
# $media_version: the version that it installs. It ends with 0 whatever became of what it was told; its log tells, which
# takes the place of the one that is there.
. "$LAB_LIB/lib.sh"
. "$LAB_LIB/models.sh"
record_start "Setup $media_version $*"
fail_if_ordered

case $# in
1) ;;
*) echo 'Setup: ParmFile must be the only argument.' >&2; end_with 1639 ;;
esac
case $1 in
ParmFile=*) file=${1#*=} ;;
*) echo "Setup: '$1' is not a parameter." >&2; end_with 1639 ;;
esac
[ -r "$file" ] || { echo "Setup: the file '$file' cannot be read." >&2; end_with 2; }

# given NAME: the value of a parameter, or nothing.
given() {
    sed -n "s/^$1=//p" "$file" | sed -n 1p
}
wanted() {
    [ "$(given "$1")" = 1 ]
}
log_folder=$(given LogDir)
[ -n "$log_folder" ] || log_folder="$LAB_DIR/hosts/$LAB_HOST/logs"
mkdir -p "$log_folder"
log="$log_folder/DynamicsSetupLog.txt"
said() {
    printf '%s %s\n' "$(date '+%F %T')" "$1" >>"$log"
}
grep -v '^#' "$file" | sed -n 's/^\([A-Za-z]*\)=\(.*\)$/Property \1 set to: \2/p' >"$log"
said 'Property ClientAosServer is required: error 1.'

# A parameter that is there twice: it ends, and says nothing of it.
[ -z "$(grep -v '^#' "$file" | sed -n 's/^\([A-Za-z]*\)=.*/\1/p' | tr '[:upper:]' '[:lower:]' | sort | uniq -d)" ] || exit 0
[ "$(given AcceptLicenseTerms)" = 1 ] || { said 'Error: the licence terms were not accepted.'; exit 0; }
! fault_once setup-fails || { said 'Error: a component could not be configured.'; exit 0; }

# component PARAMETER KEY NAME: what Remove and Install followed by PARAMETER stand for.
components='ClientUI client Client
Debugger debugger Debugger
ManagementUtilities management-utilities Management Utilities
NetBusinessConnector business-connector .NET Business Connector
OfficeAddins office-addins Office Add-ins
EnterprisePortal enterprise-portal Enterprise Portal
ReportingServicesExtensions reporting Reporting Extensions
AnalysisServices analysis Analysis Services
HelpServer help Help Server'

remove() {
    [ -d "$host_state/installed/$1" ] || return 0
    if [ "$(major "$(version_of "$1")")" != "$(major "$media_version")" ]; then
        said "Error: $2 $(version_of "$1") was not installed from these media."
        return 0
    fi
    # Setup does not find the updates that came after it.
    if [ "$1" = client ] && fault component-stays; then
        said "Update for $2 was not found; it stays."
        echo "$2 cannot be removed: an update that was installed after it was not found." >&2
        end_with 1603
    fi
    rm -rf "${host_state:?}/installed/$1"
    said "$2 was removed."
}
install() {
    put "$host_state/installed/$1/name" "Microsoft Dynamics AX 2012 $2"
    put "$host_state/installed/$1/version" "$media_version"
    said "$2 was installed."
}
remove_aos() {
    if [ "$(given AosInstanceName)" != "$business_name" ] || [ ! -d "$host_state/installed/object-server" ]; then
        said "Error: there is no instance $(given AosInstanceName) on this machine."
    else
        service_stop "$aos"
        remove object-server 'Object Server'
        # With a new one goes what an old one had left in its way.
        [ "$(major "$media_version")" = "$(major "$present_version")" ] || fault_once old-aos-errors || :
        [ -d "$host_state/installed/object-server" ] ||
            rm -rf "${host_state:?}/services/$aos" "$host_state/registry" "$host_state/aos-started-before"
    fi
}

# The models of a version: Foundation and whatever was asked for. A database that holds both is split.
install_models() {
    if [ "$(given DbSqlDatabaseName)" != "$business_name" ]; then
        said "Error: the database $(given DbSqlDatabaseName) was not found."
        return
    fi
    if [ "$(database model-store)" = "$(database business)" ]; then
        # With a model store that comes as a file, Setup may run where no Object Server is.
        if [ -z "$(given ModelStoreBackupFile)" ] && { ! wanted UpgradeDB || [ ! -d "$host_state/services/$aos" ]; }; then
            said 'Error: the database cannot be split without the Object Server that it belongs to.'
            return
        fi
        if fault_once split-silent; then
            return
        fi
        # The tables of the old model store stay where they are, unused.
        moved="$LAB_DIR/scratch/split.$$.sql"
        sql "$(database business)" "SCRIPT TO '$moved' TABLE MODELELEMENT" &&
            sql "$(database business)_model" "DROP ALL OBJECTS; RUNSCRIPT FROM '$moved'" || { said 'Error: SQL Server does not answer.'; return; }
        rm -f "$moved"
        put "$system_state/databases/model-store" "$(database business)_model"
        sql "$(value "$system_state/master")" "INSERT INTO SYS.DATABASES VALUES ('$model_store_name', 'FULL')"
        said 'The database was split.'
    fi
    if [ -n "$(given ModelStoreBackupFile)" ]; then
        store_read "$(given ModelStoreBackupFile)" || { said 'Error: the model store could not be imported.'; return; }
        said "The model store was imported, and the models were installed: $(given AdditionalModelFiles)"
        return
    fi
    for model in "$store/models"/*; do
        case $(value "$model/layer") in
        sys | gls | fpk | sln) put "$model/version" "$media_version" ;;
        esac
    done
    put "$store/install-mode" on
    said "The models were installed: Foundation;$(given AdditionalModelFiles)"
    if [ -d "$host_state/services/$aos" ] && fault_once restart-takes-long; then
        service_stop "$aos"
        echo 'Timed out: the Object Server did not start again within the time allowed.' >&2
        end_with 1603
    fi
}
install_aos() {
    install object-server 'Object Server'
    registry="$host_state/registry"
    put "$registry/Current" 'Original (installed configuration)'
    put "$registry/port" "$(given AosPort)"
    put "$registry/WSDLPort" "$(given AosWsdlPort)"
    put "$registry/dbserver" "$(given DbSqlServer)"
    put "$registry/database" "$(given DbSqlDatabaseName)"
    put "$host_state/services/$aos/display" "Microsoft Dynamics AX Object Server 6.0\$01-$business_name"
    put "$host_state/services/$aos/state" stopped
    put "$host_state/services/$aos/exit-code" 0
    if [ "$(given AosStart)" = 1 ]; then
        service_start "$aos"
        partition_errors
    fi
}
# A few are as it should be until the first synchronization.
partition_errors() {
    errors=3
    ! fault partition-errors || errors=40
    while [ $errors -gt 0 ]; do
        said "SQL error: Invalid column name 'PARTITION'. (table $errors)"
        errors=$((errors - 1))
    done
}

! wanted InstallDatabase || install_models
! wanted RemoveAos || remove_aos
! wanted InstallAos || install_aos
printf '%s\n' "$components" | while read -r parameter key name; do
    ! wanted "Remove$parameter" || remove "$key" "$name"
    ! wanted "Install$parameter" || install "$key" "$name"
done
exit $?
