package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.files.UploadSource;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;

/** Whether reading a file once more than is needed to send it takes little time. */
final class FirstReading {
    /** Five seconds on a disk of 200 MB/s. */
    private static final long SMALL = 1L << 30;
    /** What was written since then is likely to be in memory still, if it fits. */
    private static final Duration RECENTLY = Duration.ofHours(1);
    /** The part of the machine's memory in which the operating system is likely to keep files. */
    private static final int SHARE_OF_MEMORY = 2;

    private FirstReading() {}

    static boolean isQuick(UploadSource source) {
        return source.length() <= SMALL || isRecent(source) && source.length() <= memory() / SHARE_OF_MEMORY;
    }

    private static boolean isRecent(UploadSource source) {
        Long modified = source.modifiedMillis();
        return modified != null && System.currentTimeMillis() - modified <= RECENTLY.toMillis();
    }

    /** Of the machine or the container, bytes; 0 where nobody tells. */
    private static long memory() {
        try {
            return (Long) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), "TotalMemorySize");
        } catch (JMException e) {
            return 0;
        }
    }
}
