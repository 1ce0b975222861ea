package dev.banksman.controller.cli;

import dev.banksman.controller.cli.Terminal.Paint;
import dev.banksman.proto.agent.v1.FindingVerdict;
import dev.banksman.proto.operator.v1.DiagnosisDone;
import dev.banksman.proto.operator.v1.DiagnosisFinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a diagnosis found, for people: host by host, and what many steps share only once. */
final class DoctorText {

    private static final int TASKS_NAMED = 3;
    private static final int LEFT = 8;
    private static final int WORD = 9;
    private static final int NARROWEST = 40;

    private final Terminal terminal;
    private final boolean all;

    /** @param all also what is fine, and what cannot be told beforehand */
    DoctorText(Terminal terminal, boolean all) {
        this.terminal = terminal;
        this.all = all;
    }

    /** The host's part, or nothing where there is nothing to say. */
    List<String> host(String host, List<DiagnosisFinding> findings) {
        var lines = new ArrayList<String>();
        together(findings).forEach((finding, tasks) -> {
            if (all
                    || finding.getVerdict() != FindingVerdict.FINDING_VERDICT_PASS
                            && finding.getVerdict() != FindingVerdict.FINDING_VERDICT_SKIPPED) {
                add(lines, finding, tasks);
            }
        });
        if (!lines.isEmpty()) {
            lines.addFirst(terminal.paint(Paint.BOLD, host.isEmpty() ? "The controller" : host));
            lines.add("");
        }
        return lines;
    }

    /** One finding for all tasks of which the same was found; worst first, and among equals as they came. */
    private static Map<DiagnosisFinding, List<String>> together(List<DiagnosisFinding> findings) {
        var found = new LinkedHashMap<DiagnosisFinding, List<String>>();
        for (var wanted : List.of(
                FindingVerdict.FINDING_VERDICT_FAIL,
                FindingVerdict.FINDING_VERDICT_WARN,
                FindingVerdict.FINDING_VERDICT_SKIPPED,
                FindingVerdict.FINDING_VERDICT_PASS)) {
            findings.stream()
                    .filter(finding -> known(finding) == wanted)
                    .forEach(finding -> found.computeIfAbsent(
                                    finding.toBuilder().clearTask().build(), none -> new ArrayList<>())
                            .add(finding.getTask()));
        }
        return found;
    }

    /** What this version does not know is nothing to pass over. */
    private static FindingVerdict known(DiagnosisFinding finding) {
        return finding.getVerdict() == FindingVerdict.UNRECOGNIZED
                        || finding.getVerdict() == FindingVerdict.FINDING_VERDICT_UNSPECIFIED
                ? FindingVerdict.FINDING_VERDICT_FAIL
                : finding.getVerdict();
    }

    private void add(List<String> lines, DiagnosisFinding finding, List<String> tasks) {
        var verdict = known(finding);
        var mark = switch (verdict) {
            case FINDING_VERDICT_PASS -> terminal.paint(Paint.GREEN, "fine  ");
            case FINDING_VERDICT_WARN -> terminal.paint(Paint.YELLOW, "WARN  ");
            case FINDING_VERDICT_SKIPPED -> terminal.paint(Paint.FAINT, "later ");
            case FINDING_VERDICT_FAIL, FINDING_VERDICT_UNSPECIFIED, UNRECOGNIZED -> terminal.paint(Paint.RED, "FAIL  ");
        };
        lines.add("  " + mark + finding.getSubject() + tasks(tasks));
        add(lines, "found", finding.getObserved());
        if (verdict != FindingVerdict.FINDING_VERDICT_PASS) {
            add(lines, "expected", finding.getExpected());
            add(lines, "to do", finding.getAdvice());
        }
    }

    private void add(List<String> lines, String word, String text) {
        if (text.isEmpty()) {
            return;
        }
        var first = true;
        for (var line : Words.wrap(text, Math.max(NARROWEST, terminal.width() - LEFT - WORD - 1))) {
            lines.add(" ".repeat(LEFT) + Words.pad(first ? word : "", WORD) + " " + line);
            first = false;
        }
    }

    private String tasks(List<String> tasks) {
        var named = tasks.stream().filter(task -> !task.isEmpty()).distinct().toList();
        if (named.isEmpty()) {
            return "";
        }
        var more = all || named.size() <= TASKS_NAMED ? 0 : named.size() - TASKS_NAMED;
        return ": " + String.join(", ", more == 0 ? named : named.subList(0, TASKS_NAMED))
                + (more == 0 ? "" : " and " + more + " more");
    }

    String sentence(DiagnosisDone done) {
        var counts = new ArrayList<String>();
        counts.add(done.getPassed() + " fine");
        counts.add(done.getWarned() + (done.getWarned() == 1 ? " warning" : " warnings"));
        counts.add(done.getFailed() + (done.getFailed() == 1 ? " failure" : " failures"));
        if (done.getSkipped() > 0) {
            counts.add(done.getSkipped() + " not to be told beforehand");
        }
        return "The controller and " + done.getHosts() + (done.getHosts() == 1 ? " host: " : " hosts: ")
                + String.join(", ", counts) + "."
                + (all || done.getPassed() + done.getSkipped() == 0 ? "" : " --all shows everything.");
    }
}
