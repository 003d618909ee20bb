package io.jenkins.plugins.b2.report;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an address as the pages do that so many people have open. A process of its own. */
final class Watchers {
    private static final Pattern NEXT = Pattern.compile("\"next\":(\\d+)");
    private static final AtomicLong ANSWERS = new AtomicLong();

    private Watchers() {}

    /** @param args address, how many, milliseconds between two questions where the answer does not say, seconds */
    public static void main(String[] args) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(args[0]))
                .timeout(Duration.ofSeconds(10))
                .build();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            Thread watcher = new Thread(() -> watch(request, Long.parseLong(args[2])));
            watcher.setDaemon(true);
            watcher.start();
        }
        Thread.sleep(1000L * Integer.parseInt(args[3]));
        System.out.println(ANSWERS + " answers");
    }

    private static void watch(HttpRequest request, long millis) {
        HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        try {
            while (true) {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    ANSWERS.incrementAndGet();
                }
                Matcher next = NEXT.matcher(answer.body());
                Thread.sleep(next.find() ? Long.parseLong(next.group(1)) : millis);
            }
        } catch (IOException e) {
            System.out.println(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
