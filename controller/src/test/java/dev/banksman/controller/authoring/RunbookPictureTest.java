package dev.banksman.controller.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.authoring.picture.Diagram;
import dev.banksman.controller.authoring.picture.DotWriter;
import dev.banksman.controller.authoring.picture.MermaidWriter;
import dev.banksman.controller.authoring.picture.SvgWriter;
import dev.banksman.controller.authoring.picture.TextWriter;
import dev.banksman.controller.runbook.Golden;
import dev.banksman.controller.runbook.TestDocuments;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Runbooks as pictures. */
class RunbookPictureTest {

    private final Diagram diagram = RunbookPicture.of(TestDocuments.runbook(TestDocuments.text("scale-out.yaml")));

    @Test
    void drawsEveryStageNeedAndInterlock() {
        assertThat(diagram.boxes())
                .extracting(Diagram.Box::name)
                .containsExactly("prepare", "tenants", "web-site", "session-hosts");
        assertThat(diagram.arrows())
                .containsExactly(
                        new Diagram.Arrow("s0", "s1", "", false),
                        new Diagram.Arrow("s0", "s2", "", false),
                        new Diagram.Arrow("s1", "s2", "tenant-services", false),
                        new Diagram.Arrow("s2", "s3", "", false),
                        new Diagram.Arrow("s2", "s3", "central-before-hosts", true),
                        new Diagram.Arrow("s1", "s2", "tenants-first", true));
    }

    @Test
    void isWrittenForReaders() {
        Golden.check("scale-out.graph.txt", TextWriter.write(diagram));
        Golden.check("scale-out.graph.mermaid", MermaidWriter.write(diagram));
        Golden.check("scale-out.graph.dot", DotWriter.write(diagram));
    }

    @Test
    void svgShowsTheSameAndIsWellFormed() throws Exception {
        var svg = parsed(SvgWriter.write(diagram));

        assertThat(classes(svg, "rect")).containsExactly("plain", "plain", "gate", "plain");
        assertThat(classes(svg, "path"))
                .filteredOn(kind -> !kind.isEmpty())
                .containsExactly("need", "need", "need", "need", "interlock", "interlock");
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("Web site and Session Central", "gate: choose-database", "point of no return")
                .contains("central-before-hosts: web-site before session-hosts");
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void whateverATitleHoldsStaysAText() throws Exception {
        var nasty = "a \"quoted\" <b>&amp;</b> \\ title";
        var box = new Diagram.Box("s0", "one", nasty, nasty, List.of(), Diagram.Style.PLAIN);
        var odd = new Diagram(nasty, List.of(box), List.of());

        assertThat(parsed(SvgWriter.write(odd)).getDocumentElement().getTextContent())
                .contains(nasty);
        assertThat(DotWriter.write(odd)).contains("label=\"a \\\"quoted\\\" <b>&amp;</b> \\\\ title\"");
        assertThat(MermaidWriter.write(odd)).doesNotContain("\"quoted\"").contains("#quot;quoted#quot; #lt;b#gt;");
    }

    private static Document parsed(String svg) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> classes(Document svg, String element) {
        var found = svg.getElementsByTagName(element);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> ((Element) found.item(i)).getAttribute("class"))
                .toList();
    }
}
