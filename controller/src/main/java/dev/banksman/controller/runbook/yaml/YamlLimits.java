package dev.banksman.controller.runbook.yaml;

/**
 * What a document may cost.
 *
 * @param bytes size of the file
 * @param depth mappings and lists inside each other
 * @param nodes values in all, each alias counted with everything it stands for
 * @param aliases uses of anchors
 */
public record YamlLimits(int bytes, int depth, int nodes, int aliases) {
    public static final YamlLimits RUNBOOK = new YamlLimits(1 << 20, 40, 100_000, 500);
    public static final YamlLimits INVENTORY = new YamlLimits(16 << 20, 10, 2_000_000, 5_000);
}
