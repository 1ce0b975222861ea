# The model store's rules, for the tools that work on it. Sourced after lib.sh. A function that fails has said why.
#
# A model file of the lab is a text: name=, layer=, publisher=, version=, and element= for each element.

# patch_layer LAYER: where conflicts of this layer are pushed to.
patch_layer() {
    case $1 in
    ??p) printf 'usr\n' ;;
    *) printf '%sp\n' "${1%?}" ;;
    esac
}

# model_id NAME: its number, or nothing.
model_id() {
    for model in "$store/models"/*; do
        if [ "$(value "$model/name")" = "$1" ]; then
            printf '%s\n' "${model##*/}"
            return
        fi
    done
}

# in_file KEY FILE
in_file() {
    sed -n "s/^$1=//p" "$2"
}

# reachable: the tools find the model store through the registry of the SQL Server host.
reachable() {
    registry="$state/hosts/$(value "$system_state/sql-host")/services/RemoteRegistry/state"
    if fault_once remote-registry-stopped; then
        put "$registry" stopped
    fi
    [ "$(value "$registry")" != stopped ] || { echo 'The network path was not found.'; return 1; }
}

# add_model NAME LAYER PUBLISHER VERSION: gives its number.
add_model() {
    added=$(value "$store/next-id" 100)
    put "$store/next-id" $((added + 1))
    put "$store/models/$added/name" "$1"
    put "$store/models/$added/layer" "$2"
    put "$store/models/$added/publisher" "$3"
    put "$store/models/$added/version" "$4"
    printf '%s\n' "$added"
}

# give_ids ELEMENTS-FILE: elements that the store does not know by type and name get new handles and IDs.
give_ids() {
    statements=''
    while read -r type name; do
        statements="$statements INSERT INTO MODELELEMENT(ELEMENTHANDLE, ELEMENTTYPE, NAME, AXID)
            SELECT COALESCE(MAX(ELEMENTHANDLE), 0) + 1, '$type', '$name', COALESCE(MAX(AXID), 100000) + 1 FROM MODELELEMENT
            HAVING NOT EXISTS (SELECT 1 FROM MODELELEMENT WHERE ELEMENTTYPE = '$type' AND NAME = '$name');"
    done <"$1"
    sql "$(database model-store)" "$statements"
}

# drop_ids ELEMENTS-FILE
drop_ids() {
    statements=''
    while read -r type name; do
        statements="$statements DELETE FROM MODELELEMENT WHERE ELEMENTTYPE = '$type' AND NAME = '$name';"
    done <"$1"
    sql "$(database model-store)" "$statements"
}

# store_export NAME FILE
store_export() {
    id=$(model_id "$1")
    [ -n "$id" ] || { echo "Error: there is no model '$1' in the model store."; return 1; }
    {
        for key in name layer publisher version; do
            printf '%s=%s\n' "$key" "$(value "$store/models/$id/$key")"
        done
        sed 's/^/element=/' "$store/models/$id/elements"
    } >"$2.new.$$" && mv -f "$2.new.$$" "$2" || { echo "Error: the file '$2' cannot be written."; return 1; }
    printf 'The model %s was exported, with %s elements.\n' "$1" "$(wc -l <"$store/models/$id/elements")"
}

# store_export_all FILE: every model of the store, one after the other.
store_export_all() {
    {
        printf 'install-mode=%s\n' "$(value "$store/install-mode")"
        printf 'next-id=%s\n' "$(value "$store/next-id")"
        store_models
    } >"$1.new.$$" && mv -f "$1.new.$$" "$1" || { echo "Error: the file '$1' cannot be written."; return 1; }
    echo 'The model store was exported.'
}

store_models() {
    for exported in "$store/models"/*; do
        printf 'model=%s\n' "${exported##*/}"
        for key in name layer publisher version; do
            printf '%s=%s\n' "$key" "$(value "$exported/$key")"
        done
        sed 's/^/element=/' "$exported/elements"
    done
}

# closed: no AOS holds the model store.
closed() {
    if running=$(aos_runs); then
        echo "Error: the model store is in use: the AOS on $running is running."
        return 1
    fi
}

# store_read FILE: its models take the place of those that are there, each under its ID.
store_read() {
    rm -rf "${store:?}/models"
    while IFS='=' read -r key given; do
        case $key in
        install-mode | next-id) put "$store/$key" "$given" ;;
        model) read_model="$store/models/$given" ;;
        element) printf '%s\n' "$given" >>"$read_model/elements" ;;
        *) put "$read_model/$key" "$given" ;;
        esac
    done <"$1"
    for read_model in "$store/models"/*; do
        cat "$read_model/elements"
    done >"$store/incoming"
    give_ids "$store/incoming" || { echo 'Error: SQL Server does not answer.'; return 1; }
    put "$store/from-a-file" yes
}

# store_import_all FILE OVERWRITE: the whole store.
store_import_all() {
    grep -q '^next-id=' "$1" 2>/dev/null || { echo "Error: '$1' is not a file of a model store."; return 1; }
    if fault_once aos-still-runs; then
        # Somebody starts it behind the back of whoever imports.
        service_start "$aos"
    fi
    closed || return 1
    $2 || { echo 'Error: element IDs of the file conflict with those of the model store.'; return 1; }
    store_read "$1" || return 1
    echo 'The model store was imported.'
}

# store_replace FILE ID: a model put over the one of this ID, under it; a new one without an ID.
store_replace() {
    [ -f "$1" ] || { echo "Error: the file '$1' could not be found."; return 1; }
    closed || return 1
    over=$2
    if [ -z "$over" ]; then
        [ -z "$(model_id "$(in_file name "$1")")" ] || { echo 'Error: a model of this name is there already.'; return 1; }
        over=$(add_model "$(in_file name "$1")" "$(in_file layer "$1")" "$(in_file publisher "$1")" 1.0.0.0)
    elif [ ! -d "$store/models/$over" ]; then
        echo "Error: there is no model $over in the model store."
        return 1
    fi
    put "$store/models/$over/version" "$(in_file version "$1")"
    in_file element "$1" >"$store/models/$over/elements"
    give_ids "$store/models/$over/elements" || { echo 'Error: SQL Server does not answer.'; return 1; }
    put "$store/install-mode" on
    echo "The model $(in_file name "$1") was imported as model $over."
}

# conflicting LAYER NAME FILE: elements of the file that another model of the layer has.
conflicting() {
    in_file element "$3" >"$store/incoming"
    for model in "$store/models"/*; do
        [ "$(value "$model/layer")" = "$1" ] && [ "$(value "$model/name")" != "$2" ] || continue
        if [ "$(value "$model/publisher")" = Fabrikam ] && { fault conflict || fault conflict-left; }; then
            grep -qx 'Class ContosoSalesPricing' "$model/elements" || echo 'Class ContosoSalesPricing' >>"$model/elements"
        fi
        grep -Fxf "$model/elements" "$store/incoming"
    done
}

# store_import FILE reject|push
store_import() {
    [ -f "$1" ] || { echo "Error: the file '$1' could not be found."; return 1; }
    reachable || return 1
    if running=$(aos_runs); then
        echo "Error: the model store is in use: the AOS on $running is running."
        return 1
    fi
    name=$(in_file name "$1") layer=$(in_file layer "$1")
    conflicts=$(conflicting "$layer" "$name" "$1")
    if [ -n "$conflicts" ] && [ "$2" != push ]; then
        printf 'Conflict: %s is in another model of layer %s already.\n' "$conflicts" "$layer"
        echo 'The import was rejected; nothing has changed.'
        return 1
    fi
    if fault_once import-silent; then
        return 0
    fi
    if fault_once ids-changed; then
        # Somebody deletes the model and installs it anew.
        remove_model "$(model_id "$name")"
    fi
    id=$(model_id "$name")
    [ -n "$id" ] || id=$(add_model "$name" "$layer" "$(in_file publisher "$1")" "$(in_file version "$1")")
    put "$store/models/$id/version" "$(in_file version "$1")"
    in_file element "$1" >"$store/models/$id/elements"
    if [ -n "$conflicts" ]; then
        # One at a time, and a second beside one that is left from before.
        number=1
        while [ -n "$(model_id "$name (Conflict $number)")" ]; do
            number=$((number + 1))
        done
        pushed=$(add_model "$name (Conflict $number)" "$(patch_layer "$layer")" "$(in_file publisher "$1")" 1.0.0.0)
        printf '%s\n' "$conflicts" >"$store/models/$pushed/elements"
        printf 'Conflict: %s was pushed to model %s (Conflict %s) in layer %s.\n' "$conflicts" "$name" "$number" \
            "$(patch_layer "$layer")"
    fi
    give_ids "$store/models/$id/elements" || { echo 'Error: SQL Server does not answer.'; return 1; }
    put "$store/install-mode" on
    rm -f "$system_state/checklist"
    printf 'The model %s was imported into layer %s.\n' "$name" "$layer"
}

# remove_model ID: its elements go, unless a model below has them too.
remove_model() {
    for model in "$store/models"/*; do
        [ "${model##*/}" = "$1" ] || cat "$model/elements"
    done >"$store/others"
    grep -Fxvf "$store/others" "$store/models/$1/elements" >"$store/leaving" || :
    drop_ids "$store/leaving" && rm -rf "${store:?}/models/$1"
}

# store_delete NAME
store_delete() {
    id=$(model_id "$1")
    [ -n "$id" ] || { echo "Error: there is no model '$1' in the model store."; return 1; }
    # Models of earlier upgrades are deleted with the AOS running; it is restarted by nobody.
    if ! in_place && running=$(aos_runs); then
        echo "Error: the model store is in use: the AOS on $running is running."
        return 1
    fi
    if fault_once conflict-left; then
        # Nothing happens, and nothing is said.
        return 0
    fi
    remove_model "$id" || { echo 'Error: SQL Server does not answer.'; return 1; }
    put "$store/install-mode" on
    printf 'The model %s was deleted.\n' "$1"
}
