package io.jenkins.plugins.b2.standalone;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.Map;

/**
 * What a run of the command has from its surroundings. Tests give it an environment and streams of their own.
 *
 * @param environment variables by name
 * @param in standard input: content to upload
 * @param out standard output: results
 * @param err standard error: messages and progress
 * @param terminal what standard error is connected to
 * @param namedFiles how many files a verb names one by one
 */
record CommandContext(
        Map<String, String> environment,
        InputStream in,
        OutputStream out,
        OutputStream err,
        Terminal terminal,
        int namedFiles) {

    private static final int NAMED_FILES = 100;

    static final String KEY_ID = "B2_APPLICATION_KEY_ID";
    static final String KEY = "B2_APPLICATION_KEY";
    static final String PASSPHRASE = "B2_ENCRYPTION_PASSPHRASE";
    static final String SALT = "B2_ENCRYPTION_SALT";
    static final String BUCKET = "B2_BUCKET";
    static final String REALM = "B2_REALM";

    CommandContext(Map<String, String> environment, OutputStream out, OutputStream err, Terminal terminal) {
        this(environment, InputStream.nullInputStream(), out, err, terminal, NAMED_FILES);
    }

    /** The same with this standard input. */
    CommandContext with(InputStream content) {
        return new CommandContext(environment, content, out, err, terminal, namedFiles);
    }

    /** Standard input, read so that an interrupt ends it. */
    static InputStream standardInput() {
        return Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
    }

    /** The variable's value; null when it is not set or empty, as {@code VARIABLE= b2j …} means none. */
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
