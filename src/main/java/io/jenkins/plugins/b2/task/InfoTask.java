package io.jenkins.plugins.b2.task;

import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.BucketInfo;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Tells about account, key and bucket. */
public final class InfoTask extends B2Task<InfoTask.Info> {
    private static final long serialVersionUID = 1L;

    private final boolean usage;

    public InfoTask(ConnectionSpec target, boolean verbose, boolean usage) {
        super(target, verbose);
        this.usage = usage;
    }

    /** What comes back: the core's value without the token in it. */
    public static final class Info extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public String label() {
        return "b2Info";
    }

    @Override
    protected Verb verb() {
        return Verb.INFO;
    }

    @Override
    public boolean needsWorkspace() {
        return false;
    }

    @Override
    protected NodeOperation.Work<Info> work(Connection connection) {
        ProfileEncryption encryption = connection.encryption();
        String format = encryption == null ? null : encryption.getFormat();
        return new OnNode(usage, connection.prefix(), connection.displayName(), format);
    }

    @Override
    protected Object result(Info fromNode, List<FileResult> files) {
        return new LinkedHashMap<>(fromNode);
    }

    private record OnNode(boolean usage, String prefix, String displayName, String encryption)
            implements NodeOperation.Work<Info> {
        @Override
        public Info run(B2Session session, NodeContext context) throws Exception {
            context.console().say(context.label() + " " + displayName);
            BucketInfo bucket = session.info(usage, prefix);
            Info info = new Info();
            info.put("account", account(bucket.authorization()));
            info.put("key", key(bucket.authorization()));
            info.put("bucket", bucket(bucket));
            info.put("encryption", encryption);
            info.put("usage", bucket.usage() == null ? null : usage(bucket.usage()));
            return info;
        }

        private static Map<String, Object> account(AccountAuthorization account) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("accountId", account.accountId());
            map.put("region", account.region());
            map.put("apiUrl", account.apiUrl());
            map.put("downloadUrl", account.downloadUrl());
            map.put("recommendedPartSize", account.recommendedPartSize());
            map.put("absoluteMinimumPartSize", account.absoluteMinimumPartSize());
            return map;
        }

        private static Map<String, Object> key(AccountAuthorization account) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("capabilities", new ArrayList<>(new TreeSet<>(account.capabilities())));
            List<String> buckets = new ArrayList<>();
            account.buckets().forEach(bucket -> buckets.add(bucket.name()));
            map.put("buckets", buckets);
            map.put("namePrefix", account.namePrefix());
            map.put("expires", account.keyExpires());
            return map;
        }

        private static Map<String, Object> bucket(BucketInfo bucket) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("bucketId", bucket.bucketId());
            map.put("bucketName", bucket.bucketName());
            map.put("bucketType", bucket.bucketType());
            map.put("revision", bucket.revision());
            map.put("bucketInfo", new LinkedHashMap<>(bucket.bucketInfo()));
            List<Map<String, Object>> rules = new ArrayList<>();
            bucket.lifecycleRules().forEach(rule -> rules.add(rule.fields()));
            map.put("lifecycleRules", rules);
            map.put("defaultEncryption", bucket.defaultEncryption());
            map.put("objectLock", bucket.objectLock());
            return map;
        }

        private static Map<String, Object> usage(BucketInfo.Usage usage) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("files", usage.files());
            map.put("bytes", usage.bytes());
            map.put("versions", usage.versions());
            map.put("versionBytes", usage.versionBytes());
            map.put("hidden", usage.hidden());
            map.put("unfinished", usage.unfinished());
            return map;
        }
    }
}
