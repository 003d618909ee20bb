package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.BucketInfo;
import io.jenkins.plugins.b2.transfer.BucketInfo.Usage;
import io.jenkins.plugins.b2.transfer.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** What {@code b2j info} prints for people. */
final class BucketInfoText {
    private static final int INDENT = 18;
    private static final int WIDTH = 80;

    private final List<String> lines = new ArrayList<>();

    private BucketInfoText() {}

    static List<String> lines(BucketInfo info) {
        BucketInfoText text = new BucketInfoText();
        text.account(info.authorization());
        text.bucket(info);
        info.lifecycleRules().forEach(rule -> text.add("lifecycle", rule.sentence()));
        if (info.usage() != null) {
            text.usage(info.usage());
        }
        return text.lines;
    }

    private void account(AccountAuthorization account) {
        add("account", account.accountId());
        add("region", account.region());
        add("key may", String.join(" ", new TreeSet<>(account.capabilities())));
        if (!account.buckets().isEmpty()) {
            List<String> names = account.buckets().stream()
                    .map(bucket -> bucket.name() == null ? bucket.id() : bucket.name())
                    .toList();
            add("key's buckets", String.join(" ", names));
        }
        add("key's names", account.namePrefix() == null ? null : account.namePrefix() + "*");
        add("key expires", account.keyExpires() == null ? null : Text.timestamp(account.keyExpires()));
    }

    private void bucket(BucketInfo info) {
        add("bucket", info.bucketName() + (info.bucketType() == null ? "" : " (" + info.bucketType() + ")"));
        add("bucket id", info.bucketId());
        add("encryption at B2", info.defaultEncryption());
        add("object lock", info.objectLock() == null ? null : info.objectLock() ? "enabled" : "not enabled");
        info.bucketInfo().forEach((key, value) -> add("bucket info", key + "=" + value));
    }

    private void usage(Usage usage) {
        add("files", Text.count(usage.files(), "file") + ", " + ByteSize.format(usage.bytes()));
        add("versions", Text.count(usage.versions(), "version") + ", " + ByteSize.format(usage.versionBytes()));
        add("hidden", Text.count(usage.hidden(), "name"));
        add("unfinished", Text.count(usage.unfinished(), "large file"));
    }

    private void add(String label, String value) {
        if (value != null) {
            String line = String.format(Locale.ROOT, "%-" + INDENT + "s", label) + value;
            Text.wrapped(line, WIDTH, INDENT).lines().forEach(lines::add);
        }
    }
}
