package dev.banksman.controller.cli;

import java.util.regex.Pattern;

/** A task as people write it: {@code stage.step@host}. */
record TaskName(String stage, String step, String host) {

    private static final Pattern FORM = Pattern.compile("([^.@#]+)\\.([^.@#]+)@([^#]+)(#\\d+)?");

    static TaskName parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "Task: expected stage.step@host, such as session-hosts.verify@session-host-2; found " + text + ".");
        }
        return new TaskName(matcher.group(1), matcher.group(2), matcher.group(3));
    }
}
