package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.PrintableText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command {@code b2j}: everything that the plugin does with files, without Jenkins. */
public final class Main {
    private static final String REPLACEMENT = "\ufffd";

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        RequestLog.silenceOthers();
        Interruption interruption = Interruption.of(Thread.currentThread());
        Map<String, String> environment = System.getenv();
        CommandContext invocation = new CommandContext(
                        environment,
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err),
                        Terminal.ofThisProcess(environment))
                .with(CommandContext.standardInput());
        int code = ExitCodes.FAILED;
        try {
            code = run(args, invocation);
        } finally {
            interruption.done();
        }
        if (code == ExitCodes.DONE && !ClassArchive.tend(environment)) {
            System.err.println("b2j: B2_CLASS_ARCHIVE=now: no classes were laid out. The home folder and its .cache"
                    + " (or XDG_CACHE_HOME) must be yours and not writable by others, the folder b2j in it must be"
                    + " closed to others (mode 700), and 100 MB must be free");
            code = ExitCodes.FAILED;
        }
        System.exit(code);
    }

    /**
     * Runs the command without a process of its own.
     *
     * @param environment instead of the process's
     * @param out takes the results
     * @param err takes messages and progress, as lines
     * @return the exit code
     */
    public static int run(String[] args, Map<String, String> environment, OutputStream out, OutputStream err) {
        return run(args, new CommandContext(environment, out, err, Terminal.none()));
    }

    static int run(String[] args, CommandContext invocation) {
        CommandLine b2 = Commands.assemble(args, invocation);
        b2.setOut(new PrintWriter(new OutputStreamWriter(invocation.out(), StandardCharsets.UTF_8), true));
        b2.setErr(new PrintWriter(new OutputStreamWriter(invocation.err(), StandardCharsets.UTF_8), true));
        b2.setParameterExceptionHandler((e, given) -> misused(e, given, invocation));
        String undecodable = Arrays.stream(args)
                .filter(arg -> arg.contains(REPLACEMENT))
                .findFirst()
                .orElse(null);
        if (undecodable != null) {
            // The JVM has replaced bytes by now; going on would work on a file of another name.
            return misused(
                    b2,
                    "The argument '" + undecodable + "' can't be read in this locale: set LC_ALL to one with"
                            + " UTF-8, such as C.UTF-8",
                    args,
                    invocation);
        }
        if (args.length > 0 && !args[0].startsWith("-") && !b2.getSubcommands().containsKey(args[0])) {
            // Also with --help behind it, for which everything else would be forgiven.
            return misused(b2, "Unknown command '" + PrintableText.of(args[0]) + "'", args, invocation);
        }
        return b2.execute(ArgumentPreprocessor.prepared(args));
    }

    /** The parser speaks of Java's types. */
    private static String inPlainWords(String message) {
        return message.replaceAll("is not an? (int|long)$", "is not a whole number")
                .replaceAll("is not a (double|float)$", "is not a number")
                .replaceAll(
                        "^Value for option option '(.*)' \\((.*)\\) should be in KEY=VALUE format but was (.*)$",
                        "$1 is '$3'; it must be $2");
    }

    private static int misused(ParameterException e, String[] args, CommandContext invocation) {
        return misused(e.getCommandLine(), e.getMessage(), args, invocation);
    }

    private static int misused(CommandLine command, String message, String[] args, CommandContext invocation) {
        OutputOptions options = new OutputOptions();
        options.json = ArgumentPreprocessor.wantJson(args);
        CommandOutput report = new CommandOutput(invocation, command.getCommandName(), options);
        report.error("USAGE", inPlainWords(message));
        report.say("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return report.close(ExitCodes.USAGE);
    }
}
