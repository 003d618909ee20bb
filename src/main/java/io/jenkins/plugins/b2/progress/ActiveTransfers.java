package io.jenkins.plugins.b2.progress;

import hudson.Extension;
import hudson.ExtensionList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** All operations that run now, on whatever nodes. Thread-safe. */
@Extension
public class ActiveTransfers {
    private static final Logger LOGGER = Logger.getLogger(ActiveTransfers.class.getName());

    private final List<ActiveTransfer> active = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private final WatchPace pace = new WatchPace(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

    public static ActiveTransfers get() {
        return ExtensionList.lookupSingleton(ActiveTransfers.class);
    }

    /** An operation begins; it is listed until it is closed. */
    public ActiveTransfer begin(ActiveTransfer.Origin origin) {
        ActiveTransfer transfer = new ActiveTransfer(this, ids.incrementAndGet(), origin);
        synchronized (this) {
            active.add(transfer);
        }
        tell(observer -> observer.begun(transfer));
        return transfer;
    }

    void end(ActiveTransfer transfer) {
        boolean listed;
        synchronized (this) {
            listed = active.remove(transfer);
        }
        if (listed) {
            tell(observer -> observer.ended(transfer));
        }
    }

    /** Of all pages that show some of them. */
    public WatchPace pace() {
        return pace;
    }

    /** In the order in which they began. */
    public synchronized List<ActiveTransfer> all() {
        return List.copyOf(active);
    }

    /** Those who count must not break what they count, nor other versions of the plugins that they count for. */
    void tell(Consumer<TransferObserver> news) {
        for (TransferObserver observer : ExtensionList.lookup(TransferObserver.class)) {
            try {
                news.accept(observer);
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(Level.WARNING, e, () -> observer + " failed");
            }
        }
    }
}
