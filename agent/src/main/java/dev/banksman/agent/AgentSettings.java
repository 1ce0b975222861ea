package dev.banksman.agent;

import dev.banksman.agent.action.ActionPolicy;
import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.desk.DeskLimits;
import dev.banksman.agent.link.Address;
import dev.banksman.agent.link.LinkTiming;
import dev.banksman.agent.upgrade.UpgradePolicy;
import dev.banksman.common.tls.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What {@code agent.properties} says. Every setting and its default stand here and nowhere else.
 *
 * @param controller {@code controller}: the agents' listener, {@code host:port}; no default, enrollment writes it
 * @param host {@code host}: this host's name; by default what the certificate says
 * @param platform {@code platform}: {@code linux} or {@code windows}; by default that of the Java runtime
 * @param bootId {@code boot-id}: file whose first line differs after each start of the host
 * @param tools {@code tools.NAME}: command, with its first arguments, that stands for the platform's tool
 * @param allowedActions {@code policy.actions}: names of actions, or {@code *}
 * @param allowedPrograms {@code policy.programs}: what exec may start, see {@link ActionPolicy}; by default nothing
 * @param allowedAccounts {@code policy.accounts}: accounts other than the agent's own that exec may run as; by default none
 * @param upgrade {@code policy.upgrade}: {@code allow} or {@code deny}, by default allowed only while every action and
 *     every program is, since a new version may do what it likes; {@code upgrade.trial}
 * @param desk {@code limits.output-kib}, {@code limits.keep-acknowledged}, {@code limits.resend-every}
 * @param link {@code link.first-pause}, {@code link.longest-pause}, {@code link.welcome-within},
 *     {@code link.probe-after}, {@code link.probe-within}
 */
record AgentSettings(
        Optional<Address> controller,
        Optional<String> host,
        Platform platform,
        Path bootId,
        Map<String, List<String>> tools,
        Set<String> allowedActions,
        List<String> allowedPrograms,
        List<String> allowedAccounts,
        UpgradePolicy upgrade,
        DeskLimits desk,
        LinkTiming link) {

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,6})(ms|s|m|h|d)");
    private static final String TOOL = "tools.";
    private static final String ANY = "*";
    private static final Path KERNEL_BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** The settings, or everything that is wrong with them. */
    record Parsed(Optional<AgentSettings> settings, List<String> problems) {}

    /** @param osName the runtime's {@code os.name}, from which the platform follows unless it is set */
    static Parsed parse(SettingsFile file, String osName) {
        var problems = new ArrayList<>(file.problems());
        var values = new TreeMap<>(file.values());
        var read = new Reading(values, file, problems::add);
        var platform = read.value("platform", AgentSettings::platform)
                .orElse(osName.startsWith("Windows") ? Platform.WINDOWS : Platform.LINUX);
        var tools = read.tools();
        var actions = read.value("policy.actions", AgentSettings::set).orElse(Set.of(ANY));
        var programs = read.value("policy.programs", AgentSettings::list).orElse(List.of());
        var everything = actions.contains(ANY) && programs.contains(ANY);
        var settings = new AgentSettings(
                read.value("controller", Address::parse),
                read.value("host", AgentSettings::hostName),
                platform,
                read.value("boot-id", Path::of).orElse(KERNEL_BOOT_ID),
                tools,
                actions,
                programs,
                read.value("policy.accounts", AgentSettings::list).orElse(List.of()),
                new UpgradePolicy(
                        read.value("policy.upgrade", AgentSettings::allow).orElse(everything),
                        read.value("upgrade.trial", AgentSettings::trial).orElse(UpgradePolicy.DEFAULT.trial())),
                new DeskLimits(
                        read.time("limits.resend-every", DeskLimits.DEFAULT.resendEndedEvery()),
                        read.time("limits.keep-acknowledged", DeskLimits.DEFAULT.keepAcknowledged()),
                        read.value("limits.output-kib", AgentSettings::kib).orElse(DeskLimits.DEFAULT.outputBytes()),
                        DeskLimits.DEFAULT.chunkBytes()),
                new LinkTiming(
                        read.time("link.first-pause", LinkTiming.DEFAULT.firstPause()),
                        read.time("link.longest-pause", LinkTiming.DEFAULT.longestPause()),
                        read.time("link.welcome-within", LinkTiming.DEFAULT.welcomeWithin()),
                        read.time("link.probe-after", LinkTiming.DEFAULT.probeAfter()),
                        read.time("link.probe-within", LinkTiming.DEFAULT.probeWithin())));
        try {
            settings.policy();
        } catch (IllegalArgumentException e) {
            problems.add(file.name() + ": policy: " + e.getMessage());
        }
        values.keySet()
                .forEach(unknown -> problems.add(file.where(unknown) + ": there is no setting '" + unknown + "'"));
        return new Parsed(problems.isEmpty() ? Optional.of(settings) : Optional.empty(), List.copyOf(problems));
    }

    HostTools hostTools() {
        return new HostTools(platform, tools, bootId);
    }

    ActionPolicy policy() {
        return ActionPolicy.of(allowedActions, allowedPrograms, allowedAccounts, platform);
    }

    private static Platform platform(String text) {
        return switch (text) {
            case "linux" -> Platform.LINUX;
            case "windows" -> Platform.WINDOWS;
            default -> throw new IllegalArgumentException("expected linux or windows, found '" + text + "'");
        };
    }

    private static boolean allow(String text) {
        return switch (text) {
            case "allow" -> true;
            case "deny" -> false;
            default -> throw new IllegalArgumentException("expected allow or deny, found '" + text + "'");
        };
    }

    private static Duration trial(String text) {
        var trial = time(text);
        if (trial.toSeconds() < 1) {
            throw new IllegalArgumentException("expected at least 1s, found '" + text + "'");
        }
        return trial;
    }

    private static String hostName(String text) {
        if (!Names.isHostName(text)) {
            throw new IllegalArgumentException("expected a host name, found '" + text + "'");
        }
        return text;
    }

    private static List<String> list(String text) {
        return List.of(text.split(",")).stream()
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static Set<String> set(String text) {
        return new TreeSet<>(list(text));
    }

    private static long kib(String text) {
        if (!text.matches("[1-9][0-9]{0,7}")) {
            throw new IllegalArgumentException("expected a number of KiB from 1 to 99999999, found '" + text + "'");
        }
        return Long.parseLong(text) * 1024;
    }

    private static Duration time(String text) {
        var matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected a time such as 500ms, 30s, 5m, 12h or 7d, found '" + text + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** Takes known settings out of the values, so that unknown ones are left. */
    private record Reading(Map<String, String> values, SettingsFile file, Consumer<String> problems) {

        <T> Optional<T> value(String name, Function<String, T> parse) {
            var text = values.remove(name);
            if (text == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(parse.apply(text));
            } catch (IllegalArgumentException e) {
                problems.accept(file.where(name) + ": " + name + ": " + e.getMessage());
                return Optional.empty();
            }
        }

        Duration time(String name, Duration otherwise) {
            return value(name, AgentSettings::time).orElse(otherwise);
        }

        Map<String, List<String>> tools() {
            var tools = new TreeMap<String, List<String>>();
            for (var name : List.copyOf(values.keySet())) {
                if (name.startsWith(TOOL) && name.length() > TOOL.length()) {
                    value(name, SettingsFile::words)
                            .ifPresent(words -> tools.put(name.substring(TOOL.length()), words));
                }
            }
            return Map.copyOf(tools);
        }
    }
}
