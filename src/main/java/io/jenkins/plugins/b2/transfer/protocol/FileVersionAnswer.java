package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.client.contentSources.B2Headers;
import com.backblaze.b2.client.contentSources.B2HeadersImpl;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.structures.B2AccountAuthorization;
import com.backblaze.b2.client.webApiClients.B2WebApiClient;
import com.backblaze.b2.json.B2Json;

/** What b2_get_file_info tells of where a file version belongs: the SDK's structure leaves the bucket out. Immutable. */
public final class FileVersionAnswer {
    private static final String PATH = "/b2api/v2/b2_get_file_info";

    @B2Json.required
    private final String fileId;

    @B2Json.required
    private final String fileName;

    @B2Json.required
    private final String bucketId;

    @B2Json.required
    private final String action;

    @B2Json.constructor(params = "fileId, fileName, bucketId, action")
    FileVersionAnswer(String fileId, String fileName, String bucketId, String action) {
        this.fileId = fileId;
        this.fileName = fileName;
        this.bucketId = bucketId;
        this.action = action;
    }

    static FileVersionAnswer ask(B2WebApiClient client, String userAgent, B2AccountAuthorization account, String fileId)
            throws B2Exception {
        B2Headers headers = B2HeadersImpl.builder()
                .set(B2Headers.AUTHORIZATION, account.getAuthorizationToken())
                .set(B2Headers.USER_AGENT, userAgent)
                .build();
        return client.postJsonReturnJson(
                account.getApiUrl() + PATH, headers, new Request(fileId), FileVersionAnswer.class);
    }

    public String bucketId() {
        return bucketId;
    }

    public String fileId() {
        return fileId;
    }

    public String fileName() {
        return fileName;
    }

    /** Whether it has content, rather than being a hide marker or an unfinished upload. */
    public boolean isFile() {
        return action.equals("upload");
    }

    /** What is asked. */
    static final class Request {
        @B2Json.required
        private final String fileId;

        @B2Json.constructor(params = "fileId")
        Request(String fileId) {
            this.fileId = fileId;
        }
    }
}
