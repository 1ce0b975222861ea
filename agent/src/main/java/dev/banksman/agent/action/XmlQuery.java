package dev.banksman.agent.action;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathException;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathNodes;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * An XPath asked of a small XML file. Names are compared as they are written, prefixes included, so that no namespaces
 * need to be declared. A file with a document type is refused: nothing outside of it is ever read.
 *
 * @param written the expression, for messages; checked when the action was prepared
 */
record XmlQuery(String written, Optional<Charset> encoding) {

    /** A tree takes up to thirty times this in the agent's memory, which is small. */
    static final long FILE_BYTES = 2L * 1024 * 1024;

    /** Held while there is a tree, so that there is one at a time. */
    private static final Object ONE_TREE = new Object();

    /** The file has no answer; the message says why. */
    static final class XmlException extends Exception {
        private static final long serialVersionUID = 1L;

        XmlException(String message) {
            super(message);
        }
    }

    static XmlQuery of(String field, String written, Optional<Charset> encoding) throws InvalidActionException {
        try {
            compile(written);
            return new XmlQuery(written, encoding);
        } catch (XPathExpressionException e) {
            throw new InvalidActionException(
                    field + ": expected an XPath, found '" + written + "': " + reason(e) + ".");
        }
    }

    /** The text of the first node, or the text, number or truth that the expression comes to; empty for no node. */
    Optional<String> ask(Path file) throws IOException, XmlException {
        var size = Files.size(file);
        if (size > FILE_BYTES) {
            throw new XmlException("it has " + size + " bytes, and XML of more than " + FILE_BYTES
                    + " bytes is not read; count lines instead");
        }
        synchronized (ONE_TREE) {
            return answer(file);
        }
    }

    private Optional<String> answer(Path file) throws IOException, XmlException {
        try {
            var answer = compile(written).evaluateExpression(parse(file));
            return switch (answer.type()) {
                case NODESET, NODE -> first((XPathNodes) answer.value());
                case NUMBER -> Optional.of(number((Double) answer.value()));
                case STRING, BOOLEAN, ANY -> Optional.of(String.valueOf(answer.value()));
            };
        } catch (SAXException | XPathException e) {
            throw new XmlException(reason(e));
        }
    }

    private static Optional<String> first(XPathNodes nodes) throws XPathException {
        return nodes.size() == 0 ? Optional.empty() : Optional.of(nodes.get(0).getTextContent());
    }

    private static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private Document parse(Path file) throws IOException, SAXException {
        try (var in = Files.newInputStream(file)) {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            // An XPath asks for most nodes anyway, and made all at once they take less memory.
            factory.setFeature("http://apache.org/xml/features/dom/defer-node-expansion", false);
            factory.setXIncludeAware(false);
            factory.setNamespaceAware(false);
            var builder = factory.newDocumentBuilder();
            // The default one prints to the agent's standard error.
            builder.setErrorHandler(new DefaultHandler());
            var source = new InputSource(in);
            encoding.ifPresent(charset -> source.setEncoding(charset.name()));
            return builder.parse(source);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("This Java has no safe XML parser", e);
        }
    }

    private static XPathExpression compile(String written) throws XPathExpressionException {
        XPath xpath = XPathFactory.newDefaultInstance().newXPath();
        return xpath.compile(written);
    }

    private static String reason(Exception e) {
        var cause =
                e.getMessage() == null && e.getCause() != null ? e.getCause().getMessage() : e.getMessage();
        return BoundedText.oneLine(String.valueOf(cause), 300);
    }
}
