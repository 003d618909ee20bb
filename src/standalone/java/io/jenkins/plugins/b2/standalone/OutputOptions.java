package io.jenkins.plugins.b2.standalone;

import picocli.CommandLine.Option;

/** How a command tells what it does. */
final class OutputOptions {
    @Option(
            names = "--json",
            description = "Print exactly one JSON document on standard output: results, or the error.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no messages but warnings and errors.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Also show every request and every file that begins.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;
}
