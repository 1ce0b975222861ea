package dev.banksman.common;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipEndTest {

    /** List of files: one record of 46 bytes and a name of one. */
    private static final long DIRECTORY = 47;

    @TempDir
    private Path directory;

    private byte[] zip(String comment) throws IOException {
        var file = directory.resolve("made.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setComment(comment);
            zip.putNextEntry(new ZipEntry("a"));
            zip.write(new byte[100_000]);
        }
        return Files.readAllBytes(file);
    }

    private void check(byte[] content, long most) throws IOException {
        ZipEnd.check(Files.write(directory.resolve("checked.zip"), content), most);
    }

    private void refused(byte[] content, long most, String why) {
        assertThatThrownBy(() -> check(content, most))
                .isInstanceOf(ZipException.class)
                .hasMessageContaining(why);
    }

    @Test
    void takesAZipWithAndWithoutAComment() throws IOException {
        var plain = zip("");
        var commented = zip("c".repeat(0xffff));
        assertThatCode(() -> check(plain, DIRECTORY)).doesNotThrowAnyException();
        assertThatCode(() -> check(commented, DIRECTORY)).doesNotThrowAnyException();
    }

    @Test
    void refusesALongerListOfFilesAndOneThatIsElsewhere() throws IOException {
        refused(zip(""), DIRECTORY - 1, "at most 46 bytes, found 47");
        for (int at : new int[] {10, 12}) {
            var content = zip("");
            ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length - 22 + at, -1);
            refused(content, DIRECTORY, "a longer one");
        }
    }

    @Test
    void refusesWhatHasNoEndOrSomethingBehindIt() throws IOException {
        refused(new byte[0], DIRECTORY, "no end");
        refused(new byte[100_000], DIRECTORY, "no end");
        var whole = zip("");
        refused(Arrays.copyOf(whole, whole.length - 1), DIRECTORY, "no end");
        refused(Arrays.copyOf(whole, whole.length + 1), DIRECTORY, "behind its end");
    }
}
