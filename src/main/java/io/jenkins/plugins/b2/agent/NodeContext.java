package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;

/**
 * What work on a node has at hand beside its session.
 *
 * @param local the workspace, and the keys
 */
public record NodeContext(String label, ConsoleListener console, LocalEnvironment local, ConnectionSettings settings) {}
