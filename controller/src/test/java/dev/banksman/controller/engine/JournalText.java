package dev.banksman.controller.engine;

import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.AttemptView;
import dev.banksman.controller.run.RunView.TaskView;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a journal holds, as this code understands it, for a person to review. */
final class JournalText {

    private static final int PAGE = 100;

    private JournalText() {}

    /** Reads every run to its end, checking its chain, and folds it. */
    static String of(Journal journal) {
        var lines = new ArrayList<String>();
        journal.runs().forEach(entry -> run(journal, entry.run(), lines));
        return String.join("\n", lines) + "\n";
    }

    private static void run(Journal journal, String run, List<String> lines) {
        var folding = RunFolding.of(new DocumentPlanning());
        var decisions = new ArrayList<String>();
        Optional<RunView> view = Optional.empty();
        String head = "";
        long position = 0;
        for (var page = journal.read(run, 0, PAGE); !page.isEmpty(); page = journal.read(run, position, PAGE)) {
            for (var stored : page) {
                var event = EventCodec.decode(stored.bytes());
                view = Optional.of(folding.take(event));
                position = stored.position();
                head = HexFormat.of().formatHex(stored.hash().toByteArray());
                decision(position, event).ifPresent(decisions::add);
            }
        }
        var seen = view.orElseThrow();
        lines.add("run " + run);
        lines.add("plan " + seen.plan().hash());
        lines.add("phase " + seen.phase() + (seen.held() ? " held" : "") + (seen.paused() ? " paused" : "")
                + seen.holdReason().map(reason -> ": " + reason).orElse(""));
        lines.add("term " + seen.term());
        lines.add("events " + position);
        lines.add("chain head " + head);
        lines.add("");
        seen.tasks().forEach(task -> lines.addAll(task(task)));
        lines.add("");
        lines.addAll(decisions);
    }

    private static List<String> task(TaskView task) {
        var lines = new ArrayList<String>();
        lines.add(task.key() + " " + task.state() + (task.reason().isEmpty() ? "" : ": " + task.reason()));
        for (var attempt : task.attempts()) {
            lines.add("  " + attempt(attempt));
        }
        new TreeMap<>(task.outputs()).forEach((name, value) -> lines.add("  gives " + name + " = " + value));
        task.question().ifPresent(asked -> lines.add("  asks " + asked.why() + " " + asked.choices()));
        return lines;
    }

    private static String attempt(AttemptView attempt) {
        return "attempt " + attempt.attempt().number() + " " + attempt.purpose()
                + (attempt.started().isPresent() ? " started" : " not started")
                + (attempt.adopted() ? " adopted" : "")
                + attempt.result()
                        .map(result -> " " + result.outcome() + " "
                                + result.exitCode()
                                        .map(code -> "(" + code + ") ")
                                        .orElse("") + result.message())
                        .orElse("");
    }

    private static String about(Target target) {
        return Stream.of(target.stage(), target.step(), target.host(), target.remedy(), target.interlock())
                .flatMap(Optional::stream)
                .map(part -> " " + part)
                .collect(Collectors.joining());
    }

    private static String given(Map<String, String> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(value -> " " + value.getKey() + "=" + value.getValue())
                        .collect(Collectors.joining());
    }

    private static Optional<String> decision(long position, RunEvent event) {
        return switch (event) {
            case RunEvent.DecisionTaken d ->
                Optional.of("decision at " + position + ": " + d.kind() + about(d.target()) + " by " + d.by() + " ("
                        + d.reason() + ")" + given(d.evidence()));
            case RunEvent.DecisionAsked d ->
                Optional.of("asked at " + position + ": " + d.task() + ": " + d.why() + " " + d.choices());
            default -> Optional.empty();
        };
    }
}
