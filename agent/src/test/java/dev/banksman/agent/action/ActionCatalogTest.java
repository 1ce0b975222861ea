package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.Action;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ActionCatalogTest {

    static ActionCatalog catalog(HostTools tools) {
        return new ActionCatalog(tools, new NoArtifacts(), new NoFacts());
    }

    private static final class NoFacts implements FactsSource {

        @Override
        public Reading read(Path disk) {
            throw new AssertionError("facts are not asked for");
        }

        @Override
        public String bootId() {
            throw new AssertionError("the start is not asked for");
        }
    }

    @Test
    void everyKindOfTheMessageHasAClass() {
        var catalog = catalog(new HostTools(Platform.LINUX, Map.of(), Path.of("/no-boot-id")));

        for (var field : Action.getDescriptor().getOneofs().get(0).getFields()) {
            var kind = Action.KindCase.forNumber(field.getNumber());
            assertThat(catalog.kinds())
                    .as("the field '%s' of Action needs a class in ActionCatalog", field.getName())
                    .contains(kind);
            assertThat(ActionCatalog.word(kind)).isEqualTo(field.getName().replace('_', '-'));
        }
    }

    @Test
    void refusesAKindItDoesNotKnow() {
        var catalog = catalog(new HostTools(Platform.LINUX, Map.of(), Path.of("/no-boot-id")));

        assertThatThrownBy(() -> catalog.prepare(Action.getDefaultInstance(), Path.of("/attempt")))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining("exec, facts, file, http")
                .hasMessageContaining("newer than this agent");
    }

    private static final class NoArtifacts implements ArtifactTransfer {
        @Override
        public void fetch(Digest digest, Path file) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Digest store(Path file) {
            throw new AssertionError("not asked for");
        }
    }
}
