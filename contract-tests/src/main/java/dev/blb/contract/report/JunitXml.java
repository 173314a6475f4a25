package dev.blb.contract.report;

import dev.blb.contract.report.Outcome.Result;
import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report in the format of JUnit, which CI servers read: the same cases with the same verdicts. */
public final class JunitXml {
    private static final double MILLIS = 1000;

    private JunitXml() {}

    /** A report as one test suite; an undecided case is an error. */
    public static String of(Report report) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "BLB contract");
            xml.writeAttribute("tests", Integer.toString(report.outcomes().size()));
            xml.writeAttribute("skipped", Long.toString(report.count(Result.SKIPPED)));
            xml.writeAttribute("failures", Long.toString(report.count(Result.FAILED)));
            xml.writeAttribute("errors", Long.toString(report.count(Result.UNDECIDED)));
            xml.writeAttribute("time", Long.toString(report.cost().seconds()));
            xml.writeAttribute("timestamp", report.startedAt().replace("Z", ""));
            for (Outcome outcome : report.outcomes()) {
                write(outcome, xml);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text in memory can be written", e);
        }
        return text + "\n";
    }

    private static void write(Outcome outcome, XMLStreamWriter xml) throws XMLStreamException {
        String[] id = outcome.id().split(" ", 2);
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", allowed(id[0]));
        xml.writeAttribute("name", allowed(id[id.length - 1]));
        xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", outcome.millis() / MILLIS));
        switch (outcome.result()) {
            case PASSED -> {}
            case FAILED -> reason("failure", outcome, xml);
            case UNDECIDED -> reason("error", outcome, xml);
            case SKIPPED -> reason("skipped", outcome, xml);
        }
        xml.writeEndElement();
    }

    private static void reason(String element, Outcome outcome, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("message", allowed(outcome.reason()));
        xml.writeEndElement();
    }

    // XML has no way to write most control characters and half of a surrogate pair.
    private static String allowed(String text) {
        StringBuilder allowed = new StringBuilder();
        text.codePoints().map(each -> isAllowed(each) ? each : '\ufffd').forEach(allowed::appendCodePoint);
        return allowed.toString();
    }

    private static boolean isAllowed(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || (character >= ' ' && character < Character.MIN_SURROGATE)
                || (character > Character.MAX_SURROGATE && character != 0xfffe && character != 0xffff);
    }
}
