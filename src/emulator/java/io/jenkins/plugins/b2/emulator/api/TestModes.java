package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;

/**
 * What clients ask for with the header {@code X-Bz-Test-Mode}. B2 does not say how often and in which mix it fails
 * then; here it is one upload in four and one account token in six, drawn from a seed. Thread-safe.
 */
public final class TestModes {
    private static final String HEADER = "X-Bz-Test-Mode";
    private static final int UPLOADS_IN_ONE_FAILURE = 4;
    private static final int TOKENS_IN_ONE_FAILURE = 6;
    private static final Set<String> STORING =
            Set.of("b2_upload_file", "b2_upload_part", "b2_start_large_file", "b2_copy_file", "b2_copy_part");
    private static final Set<String> DOWNLOADING = Set.of("b2_download_file_by_id", "b2_download_file_by_name");
    private static final Set<String> TRANSACTIONS = Set.of(
            "b2_list_file_names",
            "b2_list_file_versions",
            "b2_list_buckets",
            "b2_list_parts",
            "b2_list_unfinished_large_files",
            "b2_get_file_info",
            "b2_get_download_authorization",
            "b2_create_bucket",
            "b2_update_bucket",
            "b2_create_key",
            "b2_list_keys");

    private Random random = new Random(0);

    /** Starts the sequence of failures anew. */
    public synchronized void seed(long seed) {
        random = new Random(seed);
    }

    /** The modes that the request names; the header may be repeated. */
    private static List<String> modes(Call call) {
        List<String> modes = new ArrayList<>();
        for (HttpField field : call.exchange().headers()) {
            if (field.is(HEADER)) {
                modes.addAll(List.of(field.getValues()));
            }
        }
        return modes;
    }

    void apply(Call call) throws IOException {
        List<String> modes = modes(call);
        if (modes.contains("force_cap_exceeded")) {
            exceedCap(call.name());
        }
        boolean upload = call.name().equals("b2_upload_file") || call.name().equals("b2_upload_part");
        if (upload && modes.contains("fail_some_uploads")) {
            Fault fault = drawUploadFault(call.name());
            if (fault != null) {
                call.exchange().arm(fault);
            }
        }
    }

    private static void exceedCap(String name) {
        String cap = STORING.contains(name)
                ? "storage_cap_exceeded"
                : DOWNLOADING.contains(name)
                        ? "download_cap_exceeded"
                        : TRANSACTIONS.contains(name) ? "transaction_cap_exceeded" : null;
        if (cap != null) {
            throw new B2Failure(403, cap, "Cap exceeded, as the test mode demands");
        }
    }

    private synchronized Fault drawUploadFault(String call) {
        if (random.nextInt(UPLOADS_IN_ONE_FAILURE) != 0) {
            return null;
        }
        Fault fault = Fault.on(call);
        return switch (random.nextInt(4)) {
            case 0 -> fault.status(503, "service_unavailable", "no tomes available", 0);
            case 1 -> fault.status(401, "expired_auth_token");
            case 2 -> fault.at(Moment.REQUEST_BODY).status(408, "request_timeout");
            default -> fault.at(Moment.REQUEST_BODY).reset();
        };
    }

    void applyToToken(Call call) {
        if (call.token() != null && modes(call).contains("expire_some_account_authorization_tokens") && drawExpiry()) {
            call.service().tokens().expire(call.token());
            throw new B2Failure(401, "expired_auth_token", "The authorization token has expired, as asked for");
        }
    }

    private synchronized boolean drawExpiry() {
        return random.nextInt(TOKENS_IN_ONE_FAILURE) == 0;
    }
}
