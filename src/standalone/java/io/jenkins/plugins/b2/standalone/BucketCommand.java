package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/** A sub-command that works on a bucket. */
abstract class BucketCommand extends Subcommand {
    @ArgGroup(validate = false, order = 80, heading = "%nBucket and connection:%n")
    private final ConnectionOptions connection = new ConnectionOptions();

    @ArgGroup(validate = false, order = 90, heading = "%nEncryption:%n")
    private final EncryptionOptions encryption = new EncryptionOptions();

    BucketCommand(CommandContext invocation) {
        super(invocation);
    }

    /**
     * What a sub-command works with.
     *
     * @param session open, nothing sent yet
     * @param settings of the session
     * @param setup where they came from
     * @param encryption keys
     */
    record Tools(B2Session session, ConnectionSettings settings, SettingsResolver setup, EncryptionSetup encryption) {
        /** Such as {@code (AES256_GCM, 5 connections, limit 50 MB/s)}. */
        String describe(Object format) throws TransferException {
            long limit = setup.bandwidth();
            return "(" + (format == null ? "" : format + ", ")
                    + settings.connections().describe()
                    + (limit == 0 ? "" : ", limit " + ByteSize.formatRate(limit)) + ")";
        }
    }

    /** Finds what makes no sense before anything is read or sent. */
    abstract void check() throws TransferException;

    abstract void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException;

    @Override
    final void run(CommandOutput report) throws TransferException, InterruptedException {
        checkAddresses();
        check();
        SettingsResolver setup = SettingsResolver.of(connection, invocation());
        ConnectionSettings settings = setup.settings(encryption.suffix);
        try (EncryptionSetup keys = EncryptionSetup.of(encryption, setup.config(), invocation());
                B2Session session = setup.open(settings)) {
            run(report, new Tools(session, settings, setup, keys));
        }
    }

    /** Other clients' way to name a bucket and a file in it would be a name here, of folders that nobody means. */
    private void checkAddresses() throws TransferException {
        ParseResult words = parsed();
        List<ArgSpec> looked = new ArrayList<>(words.matchedPositionals());
        Stream.of("--prefix", "--name")
                .map(words::matchedOption)
                .filter(Objects::nonNull)
                .forEach(looked::add);
        for (ArgSpec argument : looked) {
            for (String value : argument.stringValues()) {
                if (value.startsWith("b2://")) {
                    throw usage(
                            "'" + value + "' is an address: give its bucket with --bucket, and the name in the bucket"
                                    + " without b2:// and the bucket");
                }
            }
        }
    }
}
