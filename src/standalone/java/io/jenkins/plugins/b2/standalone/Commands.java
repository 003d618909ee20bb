package io.jenkins.plugins.b2.standalone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command with all its sub-commands and the help they share. */
final class Commands {
    private static final String[] ENVIRONMENT = {
        "%nEnvironment (options and --config win over it):",
        "  B2_APPLICATION_KEY_ID, B2_APPLICATION_KEY    the application key",
        "  B2_ENCRYPTION_PASSPHRASE                     to encrypt and decrypt",
        "  B2_ENCRYPTION_SALT                           for FERNET only",
        "  B2_BUCKET, B2_REALM                          as --bucket and --realm",
        "  https_proxy, no_proxy                        as for curl, such as http://host:port"
    };
    private static final String[] EXIT_CODES = {
        "%nExit codes:",
        "  0    done",
        "  1    some or all of it failed",
        "  2    arguments or settings make no sense",
        "  3    not found, or nothing matches",
        "  4    the key is wrong, or may not do this",
        "  5    damaged data, or a wrong passphrase",
        "  130  interrupted (143: by SIGTERM)"
    };

    private static final Map<String, Function<CommandContext, Subcommand>> ACTIONS = actions();

    private Commands() {}

    private static Map<String, Function<CommandContext, Subcommand>> actions() {
        Map<String, Function<CommandContext, Subcommand>> actions = new LinkedHashMap<>();
        actions.put("upload", UploadCommand::new);
        actions.put("download", DownloadCommand::new);
        actions.put("list", ListCommand::new);
        actions.put("delete", DeleteCommand::new);
        actions.put("unhide", UnhideCommand::new);
        actions.put("test-connection", TestConnectionCommand::new);
        actions.put("info", InfoCommand::new);
        actions.put("lifecycle", LifecycleCommand::new);
        actions.put("decrypt", DecryptCommand::new);
        actions.put("emulator", EmulatorCommand::new);
        actions.put("demo", DemoCommand::new);
        return actions;
    }

    /** All sub-commands, or only the one that is called, because looking at all of them takes time at every start. */
    static CommandLine assemble(String[] args, CommandContext invocation) {
        CommandLine b2 = new CommandLine(new Top());
        Function<CommandContext, Subcommand> called = args.length == 0 ? null : ACTIONS.get(args[0]);
        for (Function<CommandContext, Subcommand> action : called == null ? ACTIONS.values() : List.of(called)) {
            b2.addSubcommand(subcommand(action.apply(invocation)));
        }
        UsageMessageSpec help = b2.getCommandSpec().usageMessage();
        help.footer(footer(help, ENVIRONMENT, EXIT_CODES));
        b2.setCaseInsensitiveEnumValuesAllowed(true);
        b2.setUsageHelpAutoWidth(true);
        return b2;
    }

    private static CommandLine subcommand(Subcommand action) {
        CommandLine command = new CommandLine(action);
        UsageMessageSpec help = command.getCommandSpec().usageMessage();
        help.footer(action instanceof BucketCommand ? footer(help, ENVIRONMENT, EXIT_CODES) : footer(help, EXIT_CODES));
        return command;
    }

    private static String[] footer(UsageMessageSpec help, String[]... more) {
        List<String> lines = new ArrayList<>(Arrays.asList(help.footer()));
        for (String[] part : more) {
            lines.addAll(Arrays.asList(part));
        }
        return lines.toArray(new String[0]);
    }

    /** {@code b2j} without a sub-command. */
    @Command(
            name = "b2j",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "Moves files to and from Backblaze B2: in parallel, verified, with optional encryption.",
            commandListHeading = "%nCommands (each has its own --help):%n",
            footer = {
                "%nExamples:",
                "  b2j upload db.dump --prefix backups/ --encrypt",
                "  b2j list --prefix backups/",
                "  b2j download backups/db.dump.encrypted",
                "  b2j demo"
            })
    static final class Top implements Runnable {
        @Spec
        private CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "Name a command: upload, download, list, delete, ...");
        }
    }
}
