package io.jenkins.plugins.b2.task;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Deletes or hides files. */
public final class DeleteTask extends B2Task<ArrayList<FileResult>> {
    private static final long serialVersionUID = 1L;

    private final Parameters parameters;

    /**
     * What to delete.
     *
     * @param name of one file; null for a tree
     * @param fileId of one version of it; null for what the mode says
     * @param prefix of a tree; null for one file, unless a purge is allowed, because a form can't tell no prefix from
     *     the empty one
     * @param olderThanDays spares younger files; null for any age
     * @param keepLatest spares the latest files; 0 for none
     */
    public record Parameters(
            String name,
            String fileId,
            String prefix,
            String includes,
            String excludes,
            boolean allVersions,
            boolean hide,
            Integer olderThanDays,
            int keepLatest,
            boolean dryRun,
            boolean allowBucketPurge,
            boolean allowEmpty)
            implements Serializable {
        public Parameters {
            name = Util.fixEmptyAndTrim(name);
            fileId = Util.fixEmptyAndTrim(fileId);
            includes = Util.fixEmptyAndTrim(includes);
            if (allowBucketPurge && prefix == null && name == null) {
                prefix = "";
            }
        }

        DeleteRequest.Mode mode() {
            if (hide) {
                return DeleteRequest.Mode.HIDE;
            }
            return allVersions ? DeleteRequest.Mode.ALL_VERSIONS : DeleteRequest.Mode.NEWEST_VERSION;
        }
    }

    public DeleteTask(ConnectionSpec target, boolean verbose, Parameters parameters) {
        super(target, verbose);
        this.parameters = parameters;
    }

    @Override
    public String label() {
        return "b2Delete";
    }

    @Override
    boolean movesFiles() {
        return true;
    }

    @Override
    public boolean needsWorkspace() {
        return false;
    }

    /** Deleting newest versions twice would delete the versions that came to light the first time. */
    @CheckForNull
    @Override
    public String obstacleToRepetition() {
        boolean repeatable = parameters.dryRun()
                || parameters.fileId() != null
                || parameters.mode() != DeleteRequest.Mode.NEWEST_VERSION;
        return repeatable ? null : Messages.DeleteTask_notRepeated();
    }

    @Override
    protected NodeOperation.Work<ArrayList<FileResult>> work(Connection connection, String workspace)
            throws AbortException {
        boolean tree = parameters.prefix() != null || parameters.includes() != null;
        if (tree == (parameters.name() != null)) {
            throw new AbortException(Messages.DeleteTask_nameOrPrefix());
        }
        if (parameters.allVersions() && parameters.hide()) {
            throw new AbortException(Messages.DeleteTask_allVersionsAndHide());
        }
        if (parameters.olderThanDays() != null && parameters.olderThanDays() < 0) {
            throw new AbortException(Messages.DeleteTask_olderThanDays(parameters.olderThanDays()));
        }
        connection.checkPrefix(tree ? Util.fixNull(parameters.prefix()) : parameters.name());
        if (tree
                && Util.fixEmpty(parameters.prefix()) == null
                && parameters.includes() == null
                && !parameters.allowBucketPurge()
                && !parameters.dryRun()) {
            throw new AbortException(Messages.DeleteTask_bucketPurge(connection.displayName()));
        }
        return new OnNode(parameters, connection.displayName());
    }

    @Override
    public Object result(ArrayList<FileResult> fromNode) {
        return ResultRows.files(fromNode);
    }

    private record OnNode(Parameters parameters, String displayName)
            implements NodeOperation.Work<ArrayList<FileResult>> {
        @Override
        public ArrayList<FileResult> run(B2Session session, Path folder, NodeContext context) throws Exception {
            context.console()
                    .say(context.label() + (parameters.dryRun() ? " (dry run) " : " ") + displayName + ":"
                            + (parameters.name() != null ? parameters.name() : Util.fixNull(parameters.prefix())));
            context.console().summary(session.delete(Requests.make(context.label(), this::request), context.console()));
            return new ArrayList<>(context.console().results());
        }

        private DeleteRequest request() {
            DeleteRequest.Builder request;
            if (parameters.name() == null) {
                request = DeleteRequest.tree(parameters.prefix());
            } else if (parameters.fileId() != null) {
                request = DeleteRequest.version(parameters.name(), parameters.fileId());
            } else {
                request = DeleteRequest.names(List.of(parameters.name()));
            }
            return request.includes(PatternParser.split(parameters.includes()))
                    .excludes(PatternParser.split(parameters.excludes()))
                    .mode(parameters.mode())
                    .olderThan(parameters.olderThanDays() == null ? null : Duration.ofDays(parameters.olderThanDays()))
                    .keepLatest(parameters.keepLatest())
                    .dryRun(parameters.dryRun())
                    .allowBucketPurge(parameters.allowBucketPurge())
                    .allowEmpty(parameters.allowEmpty())
                    .build();
        }
    }
}
