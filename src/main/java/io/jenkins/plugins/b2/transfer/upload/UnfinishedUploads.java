package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The unfinished large files that there were when the first file of an operation asked: one listing for all of its files. Where
 * there are many, each file asks for its own. Thread-safe.
 */
final class UnfinishedUploads {
    private static final Logger LOGGER = Logger.getLogger(UnfinishedUploads.class.getName());
    /** So many are kept in memory: all of the prefix, or the first ones of a single file. */
    private static final int MANY = 1000;

    private final SessionContext session;
    private final String prefix;
    private final ReentrantLock lock = new ReentrantLock();
    private List<RemoteFile> all;
    private boolean tooMany;

    /** @param prefix with which the names of all files begin that will be asked for */
    UnfinishedUploads(SessionContext session, String prefix) {
        this.session = session;
        this.prefix = prefix;
    }

    /** Those of one file; none when the key may not look. */
    List<RemoteFile> of(String name, B2Calls calls) throws TransferException, InterruptedException {
        List<RemoteFile> known = known(calls);
        return known != null
                ? known.stream().filter(row -> row.name().equals(name)).toList()
                : list(name, row -> row.name().equals(name), calls);
    }

    /** Null when there are too many to be known. */
    private List<RemoteFile> known(B2Calls calls) throws TransferException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (all == null && !tooMany) {
                List<RemoteFile> rows = list(prefix, row -> true, calls);
                tooMany = rows.size() > MANY;
                all = tooMany ? null : rows;
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** One more than {@link #MANY} at most: it tells that there are too many. */
    private List<RemoteFile> list(String beginning, Predicate<RemoteFile> wanted, B2Calls calls)
            throws TransferException, InterruptedException {
        List<RemoteFile> rows = new ArrayList<>();
        try {
            BucketListing.Cursor cursor = new BucketListing(session, calls).unfinished(beginning);
            RemoteFile row;
            while (rows.size() <= MANY && (row = cursor.next()) != null) {
                if (wanted.test(row)) {
                    rows.add(row);
                }
            }
        } catch (TransferException e) {
            if (e.kind() != Kind.PERMISSION) {
                throw e;
            }
            LOGGER.log(Level.FINE, "not looking for interrupted uploads", e);
        }
        return rows;
    }
}
