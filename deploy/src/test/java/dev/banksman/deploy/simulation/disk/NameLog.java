package dev.banksman.deploy.simulation.disk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes of names that are not durable, oldest first, over all directories. What becomes durable is always a
 * prefix of each directory's changes, and never a part of a change that touches two directories.
 */
final class NameLog {

    /** One name's new meaning. */
    record Edit(
            DirectoryNode directory, String name, @Nullable Inode inode) {}

    private final List<List<Edit>> pending = new ArrayList<>();

    /** Makes a change, for readers only. */
    void change(Edit... edits) {
        for (var edit : edits) {
            edit.directory().set(edit.name(), edit.inode());
        }
        pending.add(List.of(edits));
    }

    /** Makes a directory's changes durable, and with them whatever must not come after them. */
    void force(DirectoryNode directory) {
        Set<DirectoryNode> touched = new LinkedHashSet<>();
        touched.add(directory);
        var chosen = new ArrayList<List<Edit>>();
        for (int i = pending.size() - 1; i >= 0; i--) {
            var change = pending.get(i);
            if (change.stream().anyMatch(edit -> touched.contains(edit.directory()))) {
                change.forEach(edit -> touched.add(edit.directory()));
                chosen.add(pending.remove(i));
            }
        }
        chosen.reversed().forEach(NameLog::apply);
    }

    /** Makes durable what the disk has written by chance, and forgets the rest. */
    void losePower(Survival survival) {
        Map<DirectoryNode, Integer> room = new HashMap<>();
        for (var change : pending) {
            for (var touched : directories(change)) {
                room.computeIfAbsent(touched, directory -> survival.names(directory.path(), count(directory)));
            }
        }
        for (var change : pending) {
            var directories = directories(change);
            boolean survives = directories.stream().allMatch(directory -> room.getOrDefault(directory, 0) > 0);
            directories.forEach(
                    directory -> room.compute(directory, (_, left) -> survives && left != null ? left - 1 : 0));
            if (survives) {
                apply(change);
            }
        }
        pending.clear();
    }

    private int count(DirectoryNode directory) {
        return (int) pending.stream()
                .filter(change -> directories(change).contains(directory))
                .count();
    }

    private static void apply(List<Edit> change) {
        change.forEach(edit -> edit.directory().setDurably(edit.name(), edit.inode()));
    }

    private static Set<DirectoryNode> directories(List<Edit> change) {
        Set<DirectoryNode> directories = new LinkedHashSet<>();
        change.forEach(edit -> directories.add(edit.directory()));
        return directories;
    }
}
