package dev.banksman.controller.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PathTemplateTest {

    @Test
    void aVariableTakesOnePart() {
        var template = PathTemplate.of("/v1/runs/{run}/hosts/{host}/output");

        assertThat(template.variables()).containsExactly("run", "host");
        assertThat(template.match("/v1/runs/r-1/hosts/db%2D1/output")).contains(Map.of("run", "r-1", "host", "db-1"));
        assertThat(template.match("/v1/runs/r-1/hosts/a+b/output")).contains(Map.of("run", "r-1", "host", "a+b"));
        assertThat(template.match("/v1/runs/r-1/hosts//output")).isEmpty();
        assertThat(template.match("/v1/runs/r-1/hosts/a/b/output")).isEmpty();
        assertThat(template.match("/v1/runs/r-1/hosts/a")).isEmpty();
    }

    @Test
    void aVerbStandsBehindTheLastColon() {
        var template = PathTemplate.of("/v1/hosts/{host}:revoke");

        assertThat(template.match("/v1/hosts/a:b:revoke")).contains(Map.of("host", "a:b"));
        assertThat(template.match("/v1/hosts/a%3Arevoke")).contains(Map.of("host", "a"));
        assertThat(template.match("/v1/hosts/:revoke")).isEmpty();
        assertThat(template.match("/v1/hosts/a:upgrade")).isEmpty();
        assertThat(PathTemplate.of("/v1/hosts:upgrade").match("/v1/hosts:upgrade"))
                .contains(Map.of());
    }
}
