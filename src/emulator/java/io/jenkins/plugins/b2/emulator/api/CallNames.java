package io.jenkins.plugins.b2.emulator.api;

import java.util.Set;

/**
 * The names by which faults and counts know the calls: those of the API, and {@code b2_download_file_by_name} for
 * {@code /file/…}. A HEAD goes by the same name as its GET.
 */
public final class CallNames {
    public static final Set<String> ALL = Route.names();

    private CallNames() {}
}
