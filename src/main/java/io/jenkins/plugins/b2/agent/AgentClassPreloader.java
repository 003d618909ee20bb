package io.jenkins.plugins.b2.agent;

import com.backblaze.b2.client.B2StorageClientWebifier;
import hudson.remoting.Channel;
import hudson.remoting.RequestAbortedException;
import hudson.remoting.VirtualChannel;
import hudson.remoting.Which;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpHost;

/**
 * Sends the jars of a transfer to a node at once. Otherwise the node asks for several hundred classes one after the
 * other, which takes longer than many a transfer; and it could not ask any more, for what it takes to clean up, once the
 * connection is lost.
 */
final class AgentClassPreloader {
    private static final Logger LOGGER = Logger.getLogger(AgentClassPreloader.class.getName());
    private static final String DONE = AgentClassPreloader.class.getName();
    private static final List<Class<?>> ONE_OF_EACH_JAR =
            List.of(NodeOperation.class, B2StorageClientWebifier.class, HttpClients.class, HttpHost.class);

    private AgentClassPreloader() {}

    /** Does so once for each connection. What does not lie in a jar, while developing, is loaded as usual. */
    static void onto(VirtualChannel node) throws InterruptedException {
        if (!(node instanceof Channel channel)) {
            return;
        }
        if (channel.setProperty(DONE, true) != null) {
            return;
        }
        Map<ClassLoader, List<Class<?>>> loaders = ONE_OF_EACH_JAR.stream()
                .filter(AgentClassPreloader::isInJar)
                .collect(Collectors.groupingBy(Class::getClassLoader));
        try {
            for (Map.Entry<ClassLoader, List<Class<?>>> loader : loaders.entrySet()) {
                channel.preloadJar(loader.getKey(), loader.getValue().toArray(Class<?>[]::new));
            }
        } catch (IOException | RequestAbortedException e) {
            // If the node is gone, the operation itself says so.
            LOGGER.log(Level.FINE, "classes will be loaded one by one", e);
        }
    }

    private static boolean isInJar(Class<?> type) {
        try {
            return Which.jarFile(type).isFile();
        } catch (IOException e) {
            return false;
        }
    }
}
