package dev.banksman.controller.cli;

import dev.banksman.controller.cli.HostProgress.Kind;
import dev.banksman.proto.operator.v1.StageSummary;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far a stage is, and each of its hosts. */
record StageProgress(StageSummary stage, Map<String, HostProgress> hosts, Kind kind, int through) {

    static StageProgress of(RunModel model, StageSummary stage) {
        var hosts = new LinkedHashMap<String, HostProgress>();
        for (var host : stage.getHostsList()) {
            hosts.put(host, HostProgress.of(model, stage, host));
        }
        var through = (int) count(hosts, Kind.DONE);
        return new StageProgress(stage, hosts, kind(hosts, through), through);
    }

    private static Kind kind(Map<String, HostProgress> hosts, int through) {
        if (count(hosts, Kind.BAD) > 0) {
            return Kind.BAD;
        }
        if (count(hosts, Kind.WAITS) > 0) {
            return Kind.WAITS;
        }
        if (through == hosts.size()) {
            return Kind.DONE;
        }
        return count(hosts, Kind.ACTIVE) > 0 || through > 0 ? Kind.ACTIVE : Kind.LATER;
    }

    private static long count(Map<String, HostProgress> hosts, Kind kind) {
        return hosts.values().stream().filter(host -> host.kind() == kind).count();
    }

    String title() {
        return stage.getTitle().isEmpty() ? stage.getStage() : stage.getTitle();
    }

    String where() {
        return hosts.size() == 1 ? stage.getHosts(0) : hosts.size() + " hosts";
    }
}
