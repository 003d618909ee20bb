package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.connection.ControllerServices;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.UploadUrl;

/** Has a node's session ask the controller. The controller tells of its retries itself. */
record NodeAuthorizer(ControllerServices services) implements AccountAuthorizer {
    @Override
    public AccountAuthorization authorize() throws TransferException, InterruptedException {
        return services.authorize();
    }

    @Override
    public String bucketId(BucketLookUp lookUp) throws TransferException, InterruptedException {
        String known = services.bucketId();
        return known == null ? lookUp.find() : known;
    }

    @Override
    public void bucketRefused(String id) {
        services.bucketRefused(id);
    }

    @Override
    public UploadUrl borrowUploadUrl() throws TransferException, InterruptedException {
        return services.borrowUploadUrl();
    }

    @Override
    public void returnUploadUrl() {
        services.returnUploadUrl();
    }
}
