package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.artifacts.ArtifactLinks.Token;
import io.jenkins.plugins.b2.transfer.Secret;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArtifactLinksTest {
    /** After it, B2 is asked for another one, and with B2 down whoever wants the file is told so. */
    @ParameterizedTest
    @CsvSource({"3600, 59, true", "3600, 60, false", "60, 29, true", "60, 30, false"})
    void aLinkIsGivenOutForAMinute(long life, long age, boolean fresh) {
        long made = Long.MAX_VALUE - 7;
        Token token = new Token(Secret.of("token"), null, Duration.ofSeconds(life), made);
        assertEquals(fresh, token.isFresh(made + Duration.ofSeconds(age).toNanos()));
    }
}
