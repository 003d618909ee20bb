package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.InvalidRequestException;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** A sub-command: what they all do around their work, and how each kind of failure is told and counted. */
abstract class Subcommand implements Callable<Integer> {
    @ArgGroup(validate = false, order = 100, heading = "%nOutput:%n")
    final OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec spec;

    private final CommandContext invocation;

    Subcommand(CommandContext invocation) {
        this.invocation = invocation;
    }

    /** Does the work. */
    abstract void run(CommandOutput report) throws TransferException, InterruptedException, IOException;

    final CommandContext invocation() {
        return invocation;
    }

    @Override
    public final Integer call() {
        CommandOutput report = new CommandOutput(invocation, spec.name(), output);
        int code;
        try (RequestLog log = output.verbose ? RequestLog.open(report) : null) {
            code = guarded(report);
        }
        code = report.close(code);
        ended(report, code);
        return code;
    }

    /** The very last that a run tells. */
    void ended(CommandOutput report, int exitCode) {}

    private int guarded(CommandOutput report) {
        try {
            run(report);
            return ExitCodes.DONE;
        } catch (TransferException e) {
            report.error(e.kind().name(), e.getMessage());
            logCause(report, e);
            return ExitCodes.of(e.kind());
        } catch (InvalidRequestException e) {
            report.error(Kind.USAGE.name(), e.message(this::spelled));
            return ExitCodes.USAGE;
        } catch (InterruptedException e) {
            report.error("INTERRUPTED", "interrupted");
            return ExitCodes.INTERRUPTED;
        } catch (IOException e) {
            report.error(Kind.LOCAL.name(), e.getMessage());
            logCause(report, e);
            return ExitCodes.FAILED;
        } catch (RuntimeException e) {
            report.error("INTERNAL", "This should not have happened: " + e + " (--verbose shows where)");
            logCause(report, e);
            return ExitCodes.FAILED;
        }
    }

    /** An option of a request in the words of this command line. */
    String spelled(String option) {
        return switch (option) {
            case "includes" -> "--include";
            case "excludes" -> "--exclude";
            case "olderThan" -> "--older-than-days";
            case "maxFiles" -> "--max";
            default -> "--" + option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        };
    }

    private void logCause(CommandOutput report, Exception e) {
        if (report.isVerbose()) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            report.log(trace.toString().stripTrailing().replace("\t", "    "));
        }
    }

    /** The arguments, as they were understood. */
    final ParseResult parsed() {
        return spec.commandLine().getParseResult();
    }

    static TransferException usage(String message) {
        return new TransferException(Kind.USAGE, message);
    }
}
