package io.jenkins.plugins.b2.standalone;

import picocli.CommandLine.IVersionProvider;

/** Which build this is, from the jar's manifest. */
public final class Version implements IVersionProvider {

    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development build" : version;
    }

    static String userAgent() {
        return "backblaze-b2-standalone/" + number().replace(' ', '-');
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "b2j (backblaze-b2) " + number(),
            "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
        };
    }
}
