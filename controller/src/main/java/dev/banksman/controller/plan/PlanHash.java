package dev.banksman.controller.plan;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over the canonical JSON of everything that decides what runs, written "sha256:..." in hex. */
final class PlanHash {
    private PlanHash() {}

    static Plan with(Plan plan) {
        return new Plan(
                plan.runbook(),
                plan.runbookVersion(),
                plan.title(),
                plan.parameters(),
                plan.hosts(),
                plan.roles(),
                plan.prerequisites(),
                plan.window(),
                plan.stages(),
                plan.leftOut(),
                plan.interlocks(),
                plan.remedies(),
                plan.changing(),
                plan.sources(),
                of(plan));
    }

    static String of(Plan plan) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var out = new BufferedOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
                new CanonicalJson(out).write(PlanTree.of(plan));
            }
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
