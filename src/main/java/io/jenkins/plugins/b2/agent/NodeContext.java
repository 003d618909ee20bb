package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.Encryption;

/**
 * What work on a node has at hand beside its session.
 *
 * @param encryption null when there is no passphrase
 */
public record NodeContext(String label, ConsoleListener console, Encryption encryption, ConnectionSettings settings) {}
