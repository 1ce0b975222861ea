package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.FileCount;
import dev.banksman.proto.agent.v1.FileInspect;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs as installers and compilers leave them. */
final class FileInspectionTest {

    private static final String LOG = "Compiling\r\nerror: SalesTable\r\nwarning: a\r\nerror: CustTable\r\nDone\r\n";

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void makePath() {
        path = directory.resolve("setup.log");
    }

    @Test
    void aPatternTakesTheNewestMatch() throws Exception {
        write("setup-2.log", 3_000, "second");
        write("setup-1.log", 2_000, "first");
        write("other-9.log", 9_000, "other");
        Files.createDirectory(directory.resolve("setup-8.log"));

        var finding = run(at("setup-?.log").setExpectContent("second"));

        assertThat(finding.succeeded()).as(finding.message()).isTrue();
        assertThat(finding.observation().getExpected()).startsWith(directory.resolve("setup-?.log") + " present");
        assertThat(finding.observation().getObserved()).startsWith(directory.resolve("setup-2.log") + " (");
        assertThat(finding.observation().getDetailsMap()).containsEntry("newest of", "2 files");
        assertThat(finding.outputs())
                .containsEntry("path", directory.resolve("setup-2.log").toString());
    }

    @Test
    void ofTwoAsNewAsEachOtherTheLastByNameCounts() throws Exception {
        write("setup-a.log", 2_000, "a");
        write("setup-b.log", 2_000, "b");

        assertThat(run(at("*.log")).outputs())
                .containsEntry("path", directory.resolve("setup-b.log").toString());
    }

    @Test
    void aPatternWithoutAMatchIsAbsent() throws Exception {
        assertThat(run(at("*.log").setExpectAbsent(true)).succeeded()).isTrue();
        assertThat(run(at("*.log")).message()).contains(directory.resolve("*.log") + " is not there");
        assertThat(run(at("nowhere/*.log").setExpectAbsent(true)).succeeded()).isTrue();

        write("[x].log", 1_000, "x");

        assertThat(run(at("[?].log")).succeeded()).isTrue();
        assertThat(run(at("*.LOG").setExpectAbsent(true)).succeeded()).isTrue();
    }

    @Test
    void windowsNamesMatchWithoutCase() throws Exception {
        write("Setup.log", 1_000, "x");

        var body = FileInspection.of(at("*.LOG").build(), Platform.WINDOWS);

        assertThat(body.run(new FakeContext(directory)).succeeded()).isTrue();
    }

    @Test
    void rejectedContentShowsWhereItStands() throws Exception {
        Files.writeString(path, LOG);

        var rejected = run(look().setRejectContent("^error"));
        var clean = run(look().setRejectContent("^fatal"));

        assertThat(rejected.succeeded()).isFalse();
        assertThat(rejected.observation().getExpected()).endsWith(" present with no line that matches '^error'");
        assertThat(rejected.observation().getObserved())
                .endsWith(" with 2 lines that match '^error' (line 2: error: SalesTable; line 4: error: CustTable)");
        assertThat(rejected.observation().getDetailsMap())
                .containsEntry("rejected", "line 2: error: SalesTable\nline 4: error: CustTable");
        assertThat(clean.observation().getObserved()).endsWith(" with 0 lines that match '^fatal'");
        assertThat(clean.succeeded()).isTrue();
    }

    @Test
    void linesAreCounted() throws Exception {
        Files.writeString(path, LOG);

        for (var holds : new String[] {"2", "<=2", ">=1", "<3"}) {
            assertThat(run(look().setCount(count("error", holds))).succeeded())
                    .as(holds)
                    .isTrue();
        }
        var none = run(look().setCount(count("error", "0")));

        assertThat(none.succeeded()).isFalse();
        assertThat(none.observation().getExpected()).endsWith("with 0 lines that match 'error'");
        assertThat(none.outputs()).containsEntry("matches", "2");
    }

    @Test
    void onlyTheFirstMatchesAreShown() throws Exception {
        Files.writeString(path, "error of some length\n".repeat(40_000));

        var finding = run(look().setCount(count("error", "40000")));

        assertThat(finding.succeeded()).as(finding.message()).isTrue();
        assertThat(finding.observation().getDetailsMap().get("counted").lines())
                .hasSize(5)
                .last()
                .isEqualTo("line 5: error of some length");
    }

    @Test
    void whatStandsBehindTheFirstMebibyteIsSeen() throws Exception {
        Files.writeString(path, "-".repeat(99).concat("\n").repeat(11_000) + "Setup finished\r\n");

        assertThat(run(look().setExpectContent("^Setup finished$"))
                        .observation()
                        .getObserved())
                .endsWith("(line 11001: Setup finished)");
        assertThat(run(look().setRejectContent("finished")).succeeded()).isFalse();
        assertThat(run(look().setExpectContent("Setup failed")).message()).contains("without such content");
    }

    @Test
    void longLinesArePartedAndStillSearched() throws Exception {
        Files.writeString(path, "x".repeat(200_000) + "error\r" + "error\r\nerror");

        assertThat(run(look().setCount(count("error", "3"))).succeeded()).isTrue();
    }

    @Test
    void readsUtf16ByItsMarkAndWithoutOne() throws Exception {
        for (var text : new String[] {"\uFEFF" + LOG, LOG}) {
            Files.write(path, text.getBytes(StandardCharsets.UTF_16LE));

            var finding = run(look().setExpectContent("^Compiling$").setCount(count("^error: \\w+$", "2")));

            assertThat(finding.succeeded()).as(finding.message()).isTrue();
        }
        Files.write(path, ("\uFEFF" + LOG).getBytes(StandardCharsets.UTF_16BE));
        assertThat(run(look().setRejectContent("^Compiling$")).succeeded()).isFalse();
    }

    @Test
    void anEncodingThatIsNamedIsUsed() throws Exception {
        Files.write(path, "Prüfung beendet\n".getBytes(Charset.forName("IBM850")));

        assertThat(run(look().setEncoding("IBM850").setExpectContent("^Prüfung").setCount(count("^Prüfung", "1")))
                        .succeeded())
                .isTrue();
        assertThat(run(look().setExpectContent("^Prüfung")).succeeded()).isFalse();
    }

    @Test
    void anXPathIsAskedForItsValue() throws Exception {
        Files.writeString(path, """
            <?xml version="1.0" encoding="UTF-8"?>
            <AxaptaCompilerOutput xmlns="urn:x" xmlns:t="urn:t">
              <Record><Field name="Severity">0</Field><t:Line>7</t:Line></Record>
              <Record><Field name="Severity">2</Field></Record>
            </AxaptaCompilerOutput>
            """);

        var errors = "count(//Record[Field[@name='Severity']='0'])";
        var none = run(look().setXpath(errors).setExpectValue("0"));
        var one = run(look().setXpath(errors).setExpectValue("1"));

        assertThat(none.succeeded()).isFalse();
        assertThat(none.observation().getObserved()).endsWith("with " + errors + " = '1'");
        assertThat(one.succeeded()).as(one.message()).isTrue();
        assertThat(one.outputs()).containsEntry("value", "1");
        assertThat(run(look().setXpath("//*[name()='t:Line']").setExpectValue("7"))
                        .succeeded())
                .isTrue();
        assertThat(run(look().setXpath("//Record")).succeeded()).isTrue();
        assertThat(run(look().setXpath("//Fault")).observation().getObserved()).endsWith("without //Fault");
        assertThat(run(look().setXpath("not(//Record)")).succeeded()).isFalse();
        assertThat(run(look().setXpath("sum(//Field) div 4").setExpectValue("0\\.5"))
                        .succeeded())
                .isTrue();
    }

    @Test
    void nothingOutsideAnXmlFileIsRead() throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "s3cret");
        Files.writeString(path, "<!DOCTYPE a [<!ENTITY b SYSTEM '" + secret.toUri() + "'>]><a>&b;</a>");

        var finding = run(look().setXpath("/a"));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message()).contains("DOCTYPE is disallowed").doesNotContain("s3cret");
    }

    @Test
    void xmlThatIsBrokenOrTooLargeIsNoAnswer() throws Exception {
        Files.writeString(path, "<a><b></a>");
        assertThat(run(look().setXpath("/a")).message()).contains("which cannot be asked for /a: ");

        Files.writeString(path, "<a>" + " ".repeat((int) XmlQuery.FILE_BYTES) + "</a>");
        assertThat(run(look().setXpath("/a")).message()).contains("XML of more than 2097152 bytes is not read");
    }

    @Test
    void readsXmlInUtf16() throws Exception {
        Files.write(
                path, "\uFEFF<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>ä</a>".getBytes(StandardCharsets.UTF_16LE));

        assertThat(run(look().setXpath("/a").setExpectValue("ä")).succeeded()).isTrue();
    }

    @Test
    void refusesWhatMakesNoSense() {
        refused(at("x*/setup.log"), "expected * and ? in the last part of the path only");
        refused(look().setEncoding("latin-seven"), "found 'latin-seven'");
        refused(look().setXpath("//["), "file.inspect.xpath: expected an XPath, found '//['");
        refused(look().setExpectValue("0"), "expected together with xpath");
        refused(look().setCount(count("x", "few")), "file.inspect.count.expect: expected a number of lines");
        refused(look().setCount(count("", "0")), "file.inspect.count.pattern: expected a value");
        refused(look().setExpectAbsent(true).setRejectContent("x"), "expected expect-absent alone");
        refused(at("").setPath("logs/*.log"), "expected an absolute path");
    }

    private void refused(FileInspect.Builder inspect, String reason) {
        assertThatThrownBy(() -> FileInspection.of(inspect.build(), Platform.LINUX))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(reason);
    }

    private void write(String name, long modified, String text) throws IOException {
        var file = Files.writeString(directory.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(modified));
    }

    private static FileCount.Builder count(String pattern, String expect) {
        return FileCount.newBuilder().setPattern(pattern).setExpect(expect);
    }

    private FileInspect.Builder look() {
        return FileInspect.newBuilder().setPath(path.toString());
    }

    private FileInspect.Builder at(String name) {
        return FileInspect.newBuilder().setPath(directory + "/" + name);
    }

    private Finding run(FileInspect.Builder inspect) throws Exception {
        return FileInspection.of(inspect.build(), Platform.LINUX).run(new FakeContext(directory));
    }
}
