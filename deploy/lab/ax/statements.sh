# The statements that the in-place upgrades send through sqlcmd: a backup of one database, a look at it, its restoration, the
# recovery model, and a script of the vendor. Sourced by sqlcmd.
server='' database='' backup='' batch='' script='' other='' other_backup='' recovery=SIMPLE
while [ $# -gt 0 ]; do
    case $1 in
    -S) server=${2-} ; shift ;;
    -Q) batch=${2-} ; shift ;;
    -i) script=${2-} ; shift ;;
    -d) database=${2-} ; shift ;;
    Database=*) database=${1#*=} ;;
    File=*) backup=${1#*=} ;;
    ModelStore=*) other=${1#*=} ;;
    ModelStoreFile=*) other_backup=${1#*=} ;;
    Recovery=*) recovery=${1#*=} ;;
    esac
    shift
done
fail() {
    echo "$1" >&2
    exit 1
}
for found in "$state/systems"/*; do
    if [ -f "$found/in-place" ] && [ "$(value "$found/sql-server")" = "$server" ]; then
        system_state=$found store="$found/model-store"
        serving=$server
    fi
done
[ -n "${serving:-}" ] || fail "Sqlcmd: Error: a connection to the server '$server' could not be established."
master=$(value "$system_state/master")
# serve DATABASE: what stands for it here.
serve() {
    case $1 in
    "$business_name") served=$(database business) ;;
    "$model_store_name") served="$(database business)_model" ;;
    '') served='' ;;
    *) fail "Msg 911: Database '$1' does not exist." ;;
    esac
}
serve "$database"
# Where the model store is in this database.
holds_models() {
    [ "$(database model-store)" = "$served" ]
}
present() {
    answers "$master" "SELECT 'FOUND' FROM SYS.DATABASES WHERE NAME = '$database'" ||
        fail "Msg 911: Database '$database' does not exist."
}
# restore DATABASE BACKUP
restore() {
    [ -s "$2" ] || fail "Msg 3201: Cannot open backup device '$2'."
    sql "$served" "DROP ALL OBJECTS; RUNSCRIPT FROM '$2'" || fail 'Msg 3013: RESTORE DATABASE is terminating abnormally.'
    sql "$master" "MERGE INTO SYS.DATABASES KEY(NAME) VALUES ('$1', 'FULL')" || fail 'Msg 3013: RESTORE failed.'
    if [ -d "$2.models" ]; then
        rm -rf "$store" && cp -r "$2.models" "$store"
        put "$system_state/databases/model-store" "$served"
    fi
    echo "RESTORE DATABASE successfully processed $1."
}
case $batch in
'BACKUP DATABASE'*)
    present
    [ -d "${backup%/*}" ] || fail "Msg 3201: Cannot open backup device '$backup'."
    sql "$served" "SCRIPT TO '$backup'" || fail 'Msg 3013: BACKUP DATABASE is terminating abnormally.'
    if holds_models; then
        rm -rf "$backup.models" && cp -r "$store" "$backup.models"
    fi
    echo "BACKUP DATABASE successfully processed $database."
    ;;
'RESTORE VERIFYONLY'*)
    [ -s "$backup" ] && ! fault backup-damaged || fail "Msg 3241: The media family on device '$backup' is damaged."
    echo 'The backup set on file 1 is valid.'
    ;;
'RESTORE DATABASE'*)
    ! aos_runs >/dev/null || fail 'Msg 3101: Exclusive access could not be obtained because the database is in use.'
    restore "$database" "$backup"
    if [ -n "$other" ]; then
        serve "$other"
        restore "$other" "$other_backup"
    fi
    ;;
'ALTER DATABASE'*'SET RECOVERY'*)
    present
    sql "$master" "UPDATE SYS.DATABASES SET RECOVERY_MODEL_DESC = '$recovery' WHERE NAME = '$database'" || fail 'Msg 5069.'
    ;;
'')
    [ -r "$script" ] || fail "Sqlcmd: '$script': Invalid filename."
    ! aos_runs >/dev/null || fail 'The script needs the Object Server to be stopped.'
    sql "$served" "RUNSCRIPT FROM '$script'" || fail 'Msg 50000: the script failed.'
    ;;
*) fail "sqlcmd: this stand-in does not know: $batch" ;;
esac
