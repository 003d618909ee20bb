package io.jenkins.plugins.b2.transfer.lifecycle;

import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.structures.B2Bucket;
import com.backblaze.b2.client.structures.B2LifecycleRule;
import com.backblaze.b2.client.structures.B2UpdateBucketRequest;
import io.jenkins.plugins.b2.transfer.LifecycleChange;
import io.jenkins.plugins.b2.transfer.LifecycleReport;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads a bucket's lifecycle rules and sets them. Rules whose prefixes lie outside of the session's or the key's reach
 * stay as they are.
 */
public final class LifecycleOperation {
    private static final int CONFLICT = 409;

    private final OperationContext operation;
    private final SessionContext core;
    private final LifecycleRequest request;
    private LifecycleReport report;

    public LifecycleOperation(OperationContext operation, LifecycleRequest request) {
        this.operation = operation;
        this.core = operation.session();
        this.request = request;
    }

    public LifecycleReport run() throws TransferException, InterruptedException {
        operation.run(this::work);
        return report;
    }

    private void work() throws TransferException, InterruptedException {
        List<LifecycleRule> wanted = request.rules();
        core.bucketId(operation.calls());
        for (LifecycleRule rule : wanted == null ? List.<LifecycleRule>of() : wanted) {
            core.checkPrefix(operation.calls(), rule.fileNamePrefix());
        }
        B2Bucket bucket = core.bucket(operation.calls());
        List<String> walls = walls();
        List<LifecycleRule> before = inside(walls, bucket);
        List<LifecycleRule> others = new ArrayList<>(rules(bucket));
        others.removeAll(before);
        List<LifecycleRule> wider = others.stream()
                .filter(rule -> walls.stream().anyMatch(wall -> wall.startsWith(rule.fileNamePrefix())))
                .toList();
        if (wanted == null) {
            report = new LifecycleReport(bucket.getRevision(), before, before, wider, List.of(), false);
            return;
        }
        checkRevision(bucket);
        checkBeside(others, wanted);
        List<LifecycleChange> changes = LifecycleChange.between(before, wanted);
        List<LifecycleRule> after = wanted;
        if (!request.dryRun() && !changes.isEmpty()) {
            bucket = update(
                    bucket, Stream.concat(others.stream(), wanted.stream()).toList());
            after = inside(walls, bucket);
        }
        report = new LifecycleReport(bucket.getRevision(), before, after, wider, changes, request.dryRun());
    }

    /** What prefixes have to begin with. */
    private List<String> walls() throws TransferException, InterruptedException {
        return Stream.of(
                        core.settings().prefix(),
                        operation.calls().authorization().namePrefix())
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<LifecycleRule> inside(List<String> walls, B2Bucket bucket) {
        return rules(bucket).stream()
                .filter(rule -> walls.stream().allMatch(rule.fileNamePrefix()::startsWith))
                .toList();
    }

    /** The rules as B2 tells them. */
    public static List<LifecycleRule> rules(B2Bucket bucket) {
        List<B2LifecycleRule> told = bucket.getLifecycleRules();
        return (told == null ? List.<B2LifecycleRule>of() : told)
                .stream()
                        .map(rule -> new LifecycleRule(
                                rule.getFileNamePrefix(),
                                rule.getDaysFromUploadingToHiding(),
                                rule.getDaysFromHidingToDeleting(),
                                rule.getDaysFromStartingToCancelingUnfinishedLargeFiles()))
                        .toList();
    }

    private void checkRevision(B2Bucket bucket) throws TransferException {
        Integer expected = request.expectedRevision();
        if (expected != null && expected != bucket.getRevision()) {
            throw conflict(expected, bucket, null);
        }
    }

    /** With rules that stay, what B2 would refuse. */
    private static void checkBeside(List<LifecycleRule> others, List<LifecycleRule> wanted) throws TransferException {
        for (LifecycleRule rule : wanted) {
            for (LifecycleRule other : others) {
                if (rule.overlaps(other)) {
                    throw new TransferException(
                            Kind.USAGE,
                            "The rule for '" + rule.fileNamePrefix()
                                    + "' overlaps one that is not to be changed here, for '"
                                    + other.fileNamePrefix() + "': " + other.sentence()
                                    + ". B2 allows one rule for a file. Have whoever may change that one do so first");
                }
            }
        }
        if (others.size() + wanted.size() > LifecycleRequest.MAX_RULES) {
            throw new TransferException(
                    Kind.USAGE,
                    "The bucket has " + others.size() + " rules that are not to be changed here, and B2 takes "
                            + LifecycleRequest.MAX_RULES + " for a bucket: there is no room for " + wanted.size()
                            + " more");
        }
    }

    /**
     * A bucket at the wrong revision is never changed, so the call can be repeated as it is. After an answer that was lost,
     * that is what the repetition is told, too: the look at the rules tells one from the other.
     */
    private B2Bucket update(B2Bucket bucket, List<LifecycleRule> rules) throws TransferException, InterruptedException {
        B2UpdateBucketRequest update = B2UpdateBucketRequest.builder(bucket)
                .setLifecycleRules(
                        rules.stream().map(LifecycleOperation::forSdk).toList())
                .build();
        try {
            return operation
                    .calls()
                    .call(
                            "change the lifecycle rules of the bucket '" + bucket.getBucketName() + "'",
                            (webifier, account) -> webifier.updateBucket(account, update));
        } catch (TransferException e) {
            if (!(e.getCause() instanceof B2Exception refusal) || refusal.getStatus() != CONFLICT) {
                throw e;
            }
            B2Bucket now = core.bucket(operation.calls());
            if (LifecycleChange.between(rules, rules(now)).isEmpty()) {
                return now;
            }
            throw conflict(bucket.getRevision(), now, e);
        }
    }

    private TransferException conflict(int expected, B2Bucket now, TransferException cause) {
        return new TransferException(
                Kind.REMOTE,
                "The lifecycle rules were not changed: somebody has changed the settings of the bucket '"
                        + now.getBucketName() + "' meanwhile (revision " + now.getRevision() + ", not " + expected
                        + "). Look at its rules as they are now, then set them again",
                cause,
                request.expectedRevision() == null);
    }

    private static B2LifecycleRule forSdk(LifecycleRule rule) {
        return B2LifecycleRule.builder(rule.fileNamePrefix())
                .setDaysFromUploadingToHiding(rule.daysFromUploadingToHiding())
                .setDaysFromHidingToDeleting(rule.daysFromHidingToDeleting())
                .setDaysFromStartingToCancelingUnfinishedLargeFiles(
                        rule.daysFromStartingToCancelingUnfinishedLargeFiles())
                .build();
    }
}
