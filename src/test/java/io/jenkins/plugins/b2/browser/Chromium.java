package io.jenkins.plugins.b2.browser;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.apache.commons.io.FileUtils;

/**
 * A headless Chromium with one page, driven over its own debugging protocol: real rendering, real keys, real clicks,
 * and no further library. Collects what the page's scripts complain about.
 */
public final class Chromium implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLIS = 100;

    private int width;
    private final int height;
    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JSONObject>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Process process, Path profile, URI page, int width, int height) {
        this.width = width;
        this.height = height;
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Listener())
                .join();
    }

    /** Where the browser is; empty where the machine has none. */
    public static Optional<Path> installed() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> List.of("chromium", "chromium-browser", "google-chrome").stream()
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether tests that need the browser can run. */
    public static boolean isInstalled() {
        return installed().isPresent();
    }

    /** Starts it with a profile of its own and a window of the given size. */
    public static Chromium start(int width, int height) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("chromium");
        Process process = new ProcessBuilder(
                        installed().orElseThrow().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("output").toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(port) || Files.readAllLines(port).isEmpty()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException("the browser does not start: " + Files.readString(profile.resolve("output")));
            }
            Thread.sleep(LOOK_MILLIS);
        }
        URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
        JSONArray pages = JSONArray.fromObject(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                .body());
        URI page = URI.create(pages.getJSONObject(0).getString("webSocketDebuggerUrl"));
        Chromium browser = new Chromium(process, profile, page, width, height);
        browser.call("Page.enable", new JSONObject());
        browser.call("Runtime.enable", new JSONObject());
        browser.call("Log.enable", new JSONObject());
        browser.resize(height);
        return browser;
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                handle(JSONObject.fromObject(message.toString()));
                message.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void handle(JSONObject message) {
        if (message.has("id")) {
            CompletableFuture<JSONObject> answer = answers.remove(message.getInt("id"));
            if (answer != null) {
                answer.complete(message);
            }
        } else if ("Runtime.exceptionThrown".equals(message.getString("method"))) {
            complaints.add(message.getJSONObject("params").toString());
        } else if ("Log.entryAdded".equals(message.getString("method"))) {
            JSONObject entry = message.getJSONObject("params").getJSONObject("entry");
            if ("error".equals(entry.getString("level"))) {
                complaints.add(entry.toString());
            }
        }
    }

    private JSONObject call(String method, JSONObject parameters) {
        int id = ids.incrementAndGet();
        JSONObject request = new JSONObject();
        request.put("id", id);
        request.put("method", method);
        request.put("params", parameters);
        CompletableFuture<JSONObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(request.toString(), true).join();
        JSONObject result = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (result.has("error")) {
            throw new AssertionError(method + ": " + result);
        }
        return result.getJSONObject("result");
    }

    /** Goes to a page, and waits until it is there. */
    public void open(String url) throws InterruptedException {
        call("Page.navigate", new JSONObject().element("url", url));
        await("location.href.startsWith(" + quoted(url) + ") && document.readyState === 'complete'");
    }

    /** The value of a JavaScript expression. */
    public Object evaluate(String expression) {
        JSONObject parameters = new JSONObject();
        parameters.put("expression", expression);
        parameters.put("returnByValue", true);
        parameters.put("awaitPromise", true);
        JSONObject answer = call("Runtime.evaluate", parameters);
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.getJSONObject("exceptionDetails"));
        }
        return answer.getJSONObject("result").opt("value");
    }

    /** Waits until a JavaScript expression is true. */
    public void await(String condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Boolean.TRUE.equals(evaluate("!!(" + condition + ")"))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never became true: " + condition + "\n" + complaints + "\n"
                        + evaluate("document.body.innerText"));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** The text of an element that a JavaScript expression yields. */
    public String text(String element) {
        return String.valueOf(evaluate("(" + element + ").innerText"));
    }

    /** Clicks where an element is; again where the page moved it away just then, so that the click met nothing of it. */
    public void click(String element) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        do {
            if (System.nanoTime() > end) {
                throw new AssertionError("no click reaches " + element);
            }
            await("(" + element + ") && (" + element + ").getBoundingClientRect().width > 0");
            JSONObject middle = JSONObject.fromObject(evaluate("(() => { const aim = " + element + ";"
                    + "window.b2Missed = true;"
                    + "aim.addEventListener('click', () => window.b2Missed = false, {capture: true, once: true});"
                    + "aim.scrollIntoView({block: 'center', behavior: 'instant'});"
                    + "const box = aim.getBoundingClientRect();"
                    + "return JSON.stringify({x: box.x + box.width / 2, y: box.y + box.height / 2}); })()"));
            for (String type : List.of("mousePressed", "mouseReleased")) {
                middle.put("type", type);
                middle.put("button", "left");
                middle.put("clickCount", 1);
                call("Input.dispatchMouseEvent", middle);
            }
        } while (Boolean.TRUE.equals(evaluate("window.b2Missed === true")));
    }

    /** Types into a field, in place of what it holds. */
    public void type(String element, String text) throws InterruptedException {
        click(element);
        evaluate("(" + element + ").select()");
        call("Input.insertText", new JSONObject().element("text", text));
        evaluate("(" + element + ").blur()");
    }

    /** Chooses in a drop-down, once the choice is there. */
    public void choose(String element, String value) throws InterruptedException {
        await("[...(" + element + ").options].some(option => option.value === " + quoted(value) + ")");
        evaluate("(() => { const list = " + element + "; list.value = " + quoted(value)
                + "; list.dispatchEvent(new Event('change', {bubbles: true})); })()");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** A picture of the whole page, in a window as tall as the page, so that bars which stick to its edges stay there. */
    public void picture(Path file) throws IOException, InterruptedException {
        resize(((Number) evaluate("document.documentElement.scrollHeight")).intValue());
        evaluate("window.scrollTo(0, 0)");
        settle();
        JSONObject picture = call("Page.captureScreenshot", new JSONObject().element("format", "png"));
        resize(height);
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(picture.getString("data")));
    }

    /** Makes the window as wide as this. */
    public void width(int pixels) throws InterruptedException {
        width = pixels;
        resize(height);
        await("innerWidth === " + pixels);
    }

    /** Has the system of the page's reader prefer dark colours, or light ones. */
    public void dark(boolean preferred) {
        JSONObject scheme =
                new JSONObject().element("name", "prefers-color-scheme").element("value", preferred ? "dark" : "light");
        call("Emulation.setEmulatedMedia", new JSONObject().element("features", new JSONArray().element(scheme)));
    }

    /** Has the page drawn as it is to stay: at its present size, and with all colours at the end of their way. */
    public void settle() {
        evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
        evaluate("document.getAnimations().filter(animation => animation instanceof CSSTransition)"
                + ".forEach(transition => transition.finish())");
        evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    }

    private void resize(int newHeight) {
        JSONObject size = new JSONObject();
        size.put("width", width);
        size.put("height", newHeight);
        size.put("deviceScaleFactor", 1);
        size.put("mobile", false);
        call("Emulation.setDeviceMetricsOverride", size);
    }

    /** What went wrong in the scripts of the pages so far. */
    public List<String> complaints() {
        return new ArrayList<>(complaints);
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        FileUtils.deleteQuietly(profile.toFile());
    }
}
