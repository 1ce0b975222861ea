package dev.banksman.agent;

/** Entry point of the agent process. */
public final class BanksmanAgent {

    private BanksmanAgent() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println("banksman-agent " + version());
            return 0;
        }
        System.out.println("Usage: banksman-agent [--version | --help]");
        return args.length == 1 && args[0].equals("--help") ? 0 : 2;
    }

    /** The version in the jar's manifest; classes that were not packaged have none. */
    static String version() {
        var version = BanksmanAgent.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
