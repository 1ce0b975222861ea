package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements on change tracking reach the lab's database as ones that it knows, of the same length; others as they are. */
class TrackingGateTest {

    @ParameterizedTest
    @CsvSource({
        "ALTER TABLE [A].[B] DISABLE CHANGE_TRACKING, ALTER TABLE [A].[B] DROP COLUMN TRACKED",
        "ALTER TABLE [A].[B] ENABLE CHANGE_TRACKING, ALTER TABLE [A].[B] ADD TRACKED INTEGER",
        "ALTER TABLE [A].[B] ENABLE CHANGE_TRACKING WITH (TRACK_COLUMNS_UPDATED = ON), ALTER TABLE [A].[B] ADD TRACKED"
                + " BIGINT",
    })
    void statementIsSaidInOtherWordsOfTheSameLength(String said, String heard) {
        var sent = TrackingGate.wire(said) + "\0\0\0\4";

        var spoken = TrackingGate.spoken(sent);

        assertThat(spoken)
                .hasSameSizeAs(sent)
                .startsWith(TrackingGate.wire(heard))
                .endsWith("\0\0\0\4");
    }

    @Test
    void queryThatMakesStatementsIsLeftAlone() {
        var query = TrackingGate.wire("SELECT '].[' + o.name + '] DISABLE CHANGE_TRACKING' FROM sys.objects o");

        assertThat(TrackingGate.spoken(query)).isEqualTo(query);
    }

    @Test
    void statementThatIsCutIsWaitedFor() {
        var whole = TrackingGate.wire("ALTER TABLE [A].[B] DISABLE CHANGE_TRACKING");

        assertThat(TrackingGate.unfinished(whole.substring(0, whole.length() - 5)))
                .isTrue();
        assertThat(TrackingGate.unfinished(whole + "\0\0\0\4")).isFalse();
    }
}
