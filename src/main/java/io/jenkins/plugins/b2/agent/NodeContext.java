package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.Encryption;
import java.time.Instant;

/**
 * What work on a node has at hand beside its session.
 *
 * @param encryption null when there is no passphrase
 * @param doneSince since when files in B2 may be those of an earlier, interrupted run of the same work; null when there
 *     was none
 */
public record NodeContext(
        String label, ConsoleListener console, Encryption encryption, ConnectionSettings settings, Instant doneSince) {}
