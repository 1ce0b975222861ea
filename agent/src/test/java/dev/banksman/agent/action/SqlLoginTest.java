package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Sql;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who signs in, by what the step says and where it runs. */
final class SqlLoginTest {

    private final FakeContext context = new FakeContext(Path.of("/")).withSecret("sa", "Pass.1");

    @Test
    void withoutAUserTheAgentsAccountSignsIn() throws Exception {
        var windows = login("jdbc:sqlserver://db1;databaseName=A", Platform.WINDOWS);
        var linux = login("jdbc:sqlserver://db1;databaseName=A", Platform.LINUX);

        assertThat(windows.properties()).isEqualTo(Map.of("integratedSecurity", "true"));
        assertThat(windows.hint()).contains("mssql-jdbc_auth");
        assertThat(linux.properties())
                .isEqualTo(Map.of("integratedSecurity", "true", "authenticationScheme", "JavaKerberos"));
        assertThat(linux.hint()).contains("Kerberos ticket");
    }

    @Test
    void whatTheAddressSaysStands() throws Exception {
        for (var said : new String[] {
            "integratedSecurity=true;authenticationScheme=JavaKerberos",
            "integratedSecurity=false",
            "authentication=ActiveDirectoryIntegrated",
            "user=x",
            "IntegratedSecurity = true"
        }) {
            assertThat(login("jdbc:sqlserver://db1;" + said, Platform.WINDOWS).properties())
                    .as(said)
                    .isEmpty();
        }
        assertThat(login("jdbc:sqlserver://db1;IntegratedSecurity = true", Platform.WINDOWS)
                        .integrated())
                .isTrue();
        assertThat(login("jdbc:sqlserver://db1;integratedSecurity=false", Platform.WINDOWS)
                        .integrated())
                .isFalse();
    }

    @Test
    void aUserSignsInWithThePasswordOfThisHost() throws Exception {
        var login = SqlLogin.of(
                Sql.newBuilder()
                        .setUrl("jdbc:sqlserver://db1")
                        .setUser("sa")
                        .setPasswordSecret("sa")
                        .build(),
                Platform.WINDOWS,
                context::secret);

        assertThat(login.properties()).isEqualTo(Map.of("user", "sa", "password", "Pass.1"));
        assertThat(login.hint()).isEmpty();
    }

    @Test
    void otherDatabasesKnowNoIntegratedAuthentication() throws Exception {
        assertThat(login("jdbc:h2:tcp://localhost/mem:a", Platform.WINDOWS).properties())
                .isEmpty();
    }

    private SqlLogin login(String url, Platform platform) throws InvalidActionException {
        return SqlLogin.of(Sql.newBuilder().setUrl(url).build(), platform, context::secret);
    }
}
