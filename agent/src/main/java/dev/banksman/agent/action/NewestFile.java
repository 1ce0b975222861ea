package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file, or the newest of those in a directory whose names match: {@code *} stands for any part of a name, {@code ?}
 * for one character. Which is newest is asked anew at each look. Of two as new as each other, the one that is last by
 * name counts.
 *
 * @param place the file, or the directory
 * @param names empty for the file itself
 */
record NewestFile(Path place, Optional<Pattern> names, String written) {

    /** What was found; {@code matches} is how many there were to choose from. */
    record Found(Path path, int matches) {}

    static NewestFile of(String field, String written, Platform platform) throws InvalidActionException {
        var end = Math.max(written.lastIndexOf('/'), platform == Platform.WINDOWS ? written.lastIndexOf('\\') : -1);
        var last = written.substring(end + 1);
        var folder = written.substring(0, end + 1);
        if (folder.indexOf('*') >= 0 || folder.indexOf('?') >= 0) {
            throw new InvalidActionException(
                    field + ": expected * and ? in the last part of the path only, found '" + written + "'.");
        }
        if (last.indexOf('*') < 0 && last.indexOf('?') < 0) {
            var path = Fields.absolutePath(field, written);
            return new NewestFile(path, Optional.empty(), path.toString());
        }
        return new NewestFile(Fields.absolutePath(field, folder), Optional.of(pattern(last, platform)), written);
    }

    Optional<Found> find() throws IOException {
        if (names.isEmpty()) {
            return Files.notExists(place) ? Optional.empty() : Optional.of(new Found(place, 1));
        }
        @Nullable Path newest = null;
        @Nullable FileTime newestTime = null;
        var matches = 0;
        try (var files = Files.newDirectoryStream(place)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (!names.get().matcher(name).matches() || !Files.isRegularFile(file)) {
                    continue;
                }
                var time = Files.getLastModifiedTime(file);
                matches++;
                var order = newestTime == null ? 1 : time.compareTo(newestTime);
                if (newest == null || order > 0 || order == 0 && file.compareTo(newest) > 0) {
                    newest = file;
                    newestTime = time;
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Nothing is in a directory that is not there; a file that vanished while we looked is another's doing.
            if (Files.isDirectory(place)) {
                throw e;
            }
        }
        return newest == null ? Optional.empty() : Optional.of(new Found(newest, matches));
    }

    @Override
    public String toString() {
        return written;
    }

    private static Pattern pattern(String last, Platform platform) {
        var expression = new StringBuilder();
        last.chars()
                .forEach(c ->
                        expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c))));
        var flags = platform == Platform.WINDOWS ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        return Pattern.compile(expression.toString(), flags | Pattern.DOTALL);
    }
}
