package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.tasks.ArtifactArchiver;
import hudson.tasks.Fingerprinter;
import hudson.util.Secret;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import jenkins.model.ArtifactManagerConfiguration;
import jenkins.model.StandardArtifactManager;
import jenkins.util.VirtualFile;
import org.apache.tools.zip.ZipEntry;
import org.apache.tools.zip.ZipFile;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What builds archive goes to B2, and is shown from what is kept here. */
@WithJenkins
class ArchiveTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;
    private B2ArtifactManagerFactory factory;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        factory = new B2ArtifactManagerFactory();
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(factory);
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private WorkflowRun archive(String name, String files) throws Exception {
        WorkflowJob job = JenkinsWithB2.job(
                name, "node { " + files + "\n archiveArtifacts artifacts: '**', defaultExcludes: false }");
        return jenkins.buildAndAssertSuccess(job);
    }

    private static String write(String path, String text) {
        return "writeFile file: '" + path + "', text: '" + text + "'; ";
    }

    private static String text(VirtualFile file) throws IOException {
        try (InputStream in = file.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> stored() {
        return emulator.files(JenkinsWithB2.BUCKET).stream()
                .map(StoredFile::fileName)
                .toList();
    }

    private static VirtualFile root(Run<?, ?> run) {
        return run.getArtifactManager().root();
    }

    private static String fetch(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void isShownAsWhatLiesOnDisk() throws Exception {
        WorkflowRun run =
                archive("app", write("a.txt", "alpha") + write("lib/b.txt", "beta") + write("lib/deep/.c", "gamma"));
        VirtualFile root = root(run);
        assertEquals(
                List.of("a.txt", "lib/b.txt", "lib/deep/.c"), List.copyOf(new TreeSet<>(root.list("**", null, false))));
        assertEquals(2, root.list().length);
        assertTrue(root.child("lib").isDirectory());
        assertTrue(root.child("lib").canRead());
        assertFalse(root.child("lib").isFile());
        assertEquals(root, root.child("lib").getParent());
        assertEquals(root.child("lib/deep"), root.child("lib").child("deep/"));
        VirtualFile file = root.child("lib/b.txt");
        assertTrue(file.isFile());
        assertEquals(4, file.length());
        assertTrue(file.lastModified() > 0);
        assertEquals(0644, file.mode() & 0644);
        assertEquals("beta", text(file));
        assertFalse(root.child("nothing").exists());
        assertEquals(3, run.getArtifacts().size());
        String prefix = stored().get(0).replaceAll("a\\.txt$", "");
        assertTrue(prefix.matches("artifacts/app/1/[0-9a-f]{12}/"), prefix);
        assertEquals(List.of(prefix + "a.txt", prefix + "lib/b.txt", prefix + "lib/deep/.c"), stored());
        assertFalse(Files.exists(run.getRootDir().toPath().resolve("archive")), "something is on the disk, too");
        jenkins.assertLogContains("[b2] archiveArtifacts -> main:" + prefix, run);
    }

    @Test
    void asksB2ForNothingButContent() throws Exception {
        WorkflowRun run =
                archive("app", write("a.txt", "alpha") + write("lib/b.txt", "beta") + write("page.html", "page"));
        emulator.close();
        jenkins.jenkins.reload();
        run = (WorkflowRun) Run.fromExternalizableId(run.getExternalizableId());
        assertEquals(3, run.getArtifacts().size());
        JenkinsRule.WebClient web = jenkins.createWebClient();
        web.getOptions().setThrowExceptionOnFailingStatusCode(false);
        assertTrue(web.goTo(run.getUrl() + "artifact/").asNormalizedText().contains("a.txt"));
        assertTrue(web.goTo(run.getUrl() + "artifact/lib/").asNormalizedText().contains("b.txt"));
        assertTrue(web.goTo(run.getUrl() + "api/json", "application/json")
                .getWebResponse()
                .getContentAsString()
                .contains("lib/b.txt"));
        WebResponse page =
                web.goTo(run.getUrl() + "artifact/a.txt", "text/plain").getWebResponse();
        assertEquals(503, page.getStatusCode());
        assertTrue(
                page.getContentAsString()
                        .startsWith("The artifact 'a.txt' is in Backblaze B2 and can't be fetched now: "),
                page::getContentAsString);
        for (String path : List.of("artifact/a.txt/*view*/", "artifact/page.html", "artifact/*zip*/archive.zip")) {
            WebResponse refused = web.goTo(run.getUrl() + path, null).getWebResponse();
            assertEquals(503, refused.getStatusCode(), path);
            assertTrue(refused.getContentAsString().contains("is in Backblaze B2 and can't be fetched now: "), path);
        }
        VirtualFile file = root(run).child("a.txt");
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        assertThrows(IOException.class, () -> file.getParent().zip(zip, "**", null, true, ""));
        assertEquals(0, zip.size(), "no archive that somebody takes for all there is");
        String told = assertThrows(IOException.class, file::open).getMessage();
        assertTrue(told.startsWith("The artifact 'a.txt' is in Backblaze B2 and can't be fetched now: "), told);
        assertFalse(told.contains("4_z"), told);
        assertTrue(assertThrows(IOException.class, file::toExternalURL)
                .getMessage()
                .startsWith("The artifact 'a.txt' is in Backblaze B2 and can't be fetched now: "));
    }

    @Test
    void plainFilesAreFetchedFromB2ByALinkForTheirBuildOnly() throws Exception {
        WorkflowRun run = archive("app", write("a.txt", "alpha") + write("b.txt", "beta"));
        URL link = root(run).child("a.txt").toExternalURL();
        assertNotNull(link);
        assertEquals("alpha", fetch(link));
        assertTrue(emulator.awaitIdle(10_000));
        emulator.calls().reset();
        URL other = root(run).child("b.txt").toExternalURL();
        assertEquals("beta", fetch(other));
        assertTrue(emulator.awaitIdle(10_000));
        assertEquals(0, emulator.calls().of("b2_get_download_authorization").count());
        assertEquals(0, emulator.calls().of("b2_authorize_account").count());

        WorkflowRun second = jenkins.buildAndAssertSuccess(run.getParent());
        String elsewhere = root(second).child("a.txt").toExternalURL().getPath();
        URL stolen = new URL(link.getProtocol(), link.getHost(), link.getPort(), elsewhere + "?" + link.getQuery());
        assertEquals(401, ((HttpURLConnection) stolen.openConnection()).getResponseCode());
    }

    /** Wget sends the password that it was given to whomever it is redirected to. */
    @Test
    void whoWouldTellB2ItsPasswordGetsThemThroughJenkins() throws Exception {
        WorkflowRun run = archive("app", write("a.txt", "alpha"));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        assertEquals(302, status(run, "curl/8.5.0", true));
        assertEquals(302, status(run, "Mozilla/5.0 (X11; Linux x86_64)", true));
        assertEquals(302, status(run, "Wget/1.21.3", false));
        assertEquals(200, status(run, "Wget/1.21.3", true));
        assertEquals(200, status(run, "something of their own", true));
    }

    private int status(Run<?, ?> run, String client, boolean password) throws IOException {
        URL file = new URL(jenkins.getURL() + run.getUrl() + "artifact/a.txt");
        HttpURLConnection request = (HttpURLConnection) file.openConnection();
        request.setInstanceFollowRedirects(false);
        request.setRequestProperty("User-Agent", client);
        if (password) {
            String proof = Base64.getEncoder().encodeToString("alice:alice".getBytes(StandardCharsets.UTF_8));
            request.setRequestProperty("Authorization", "Basic " + proof);
        }
        return request.getResponseCode();
    }

    @Test
    void pagesAndWhatTheyFetchComeThroughJenkins() throws Exception {
        WorkflowRun run = archive(
                "app",
                write("report/index.html", "<b>page</b>")
                        + write("report/style.css", "b {}")
                        + write("report/logo.png", "pixels")
                        + write("report/data.bin", "bytes"));
        assertNull(root(run).child("report/index.html").toExternalURL());
        assertNull(root(run).child("report/style.css").toExternalURL());
        String page = run.getUrl() + "artifact/report/index.html";
        assertEquals("page", jenkins.createWebClient().goTo(page).asNormalizedText());
        String folder = jenkins.getURL() + run.getUrl() + "artifact/report/";
        assertEquals("b {}", fetch(new URL(folder + "style.css")));
        assertNull(root(run).child("report/logo.png").toExternalURL());
        assertEquals("bytes", fetch(new URL(folder + "data.bin")), "is redirected to B2");
    }

    @Test
    void otherStepsFindThem() throws Exception {
        WorkflowRun run =
                jenkins.buildAndAssertSuccess(JenkinsWithB2.job("app", "node { " + write("lib/a.txt", "alpha") + """
                    archiveArtifacts artifacts: '**', fingerprint: true
                    unarchive mapping: ['lib/a.txt': 'back.txt']
                    echo "unarchived ${readFile 'back.txt'}" }
                    """));
        jenkins.assertLogContains("unarchived alpha", run);
        assertEquals(
                Set.of("lib/a.txt"),
                run.getAction(Fingerprinter.FingerprintAction.class)
                        .getFingerprints()
                        .keySet());
        URL all = new URL(jenkins.getURL() + run.getUrl() + "artifact/*zip*/archive.zip");
        try (ZipInputStream zip = new ZipInputStream(all.openStream())) {
            assertEquals("archive/lib/a.txt", zip.getNextEntry().getName());
            assertEquals("alpha", new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals("alpha", fetch(new URL(jenkins.getURL() + run.getUrl() + "artifact/lib/a.txt/*view*/")));
    }

    @Test
    void anArchiveOfAllHasTheirModes() throws Exception {
        WorkflowJob job = JenkinsWithB2.job("app", "node { archiveArtifacts '**' }");
        FilePath workspace = jenkins.jenkins.getWorkspaceFor(job);
        Map<String, Integer> modes = Map.of("b/run.sh", 0755, "a/größe.txt", 0640, "c.txt", 0644);
        for (Map.Entry<String, Integer> file : modes.entrySet()) {
            workspace.child(file.getKey()).write(file.getKey(), "UTF-8");
            workspace.child(file.getKey()).chmod(file.getValue());
        }
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        Path zip = Files.createTempFile(run.getRootDir().toPath(), "all", ".zip");
        try (OutputStream out = Files.newOutputStream(zip)) {
            assertEquals(3, root(run).zip(out, "**", null, true, "all"));
        }
        try (ZipFile read = new ZipFile(zip.toFile(), "UTF-8")) {
            List<String> names = new ArrayList<>();
            for (ZipEntry entry : Collections.list(read.getEntries())) {
                String name = entry.getName().substring("all/".length());
                names.add(name);
                assertEquals(modes.get(name), entry.getUnixMode() & 07777, name);
                assertEquals(name, new String(read.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
            assertEquals(List.of("a/größe.txt", "b/run.sh", "c.txt"), names);
        }
    }

    @Test
    void noSecretIsKeptOrLogged() throws Exception {
        JenkinsWithB2.encrypt(profile);
        WorkflowRun encrypted = archive("secret", write("a.txt", "alpha"));
        text(root(encrypted).child("a.txt"));
        profile.setEncryption(null);
        LogRecorder logs = new LogRecorder()
                .quiet()
                .record("io.jenkins.plugins.b2", Level.ALL)
                .capture(100_000);
        String token;
        try (logs) {
            WorkflowRun run = archive("app", write("a.txt", "alpha"));
            token = root(run).child("a.txt").toExternalURL().getQuery().substring("Authorization=".length());
            fetch(new URL(jenkins.getURL() + run.getUrl() + "artifact/a.txt"));
            assertEquals(
                    List.of(),
                    logs.getMessages().stream()
                            .filter(line -> String.valueOf(line).contains(token))
                            .toList());
        }
        try (Stream<Path> files =
                Files.walk(jenkins.jenkins.getRootDir().toPath().resolve("jobs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : List.of(token, emulator.applicationKey(), JenkinsWithB2.PASSPHRASE)) {
                    assertFalse(content.contains(secret), file::toString);
                }
            }
        }
    }

    @Test
    void everythingComesThroughJenkinsWhereTheAdministratorOrTheKeyWantsIt() throws Exception {
        WorkflowRun run = archive("app", write("a.txt", "alpha"));
        factory.setDirectDownloads(false);
        assertNull(root(run).child("a.txt").toExternalURL());
        factory.setDirectDownloads(true);
        AppKey key = emulator.addKey("no sharing", List.of("readFiles"), List.of(JenkinsWithB2.BUCKET), null);
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new B2ApplicationKey(
                                CredentialsScope.GLOBAL, "reader", "", key.keyId(), Secret.fromString(key.secret())));
        Profile reader = new Profile("main", "reader", JenkinsWithB2.BUCKET);
        reader.setRealm(emulator.realm());
        BackblazeB2Configuration.get().setProfiles(List.of(reader));
        assertNull(root(run).child("a.txt").toExternalURL());
        assertEquals("alpha", text(root(run).child("a.txt")));
    }

    @Test
    void encryptedFilesComeThroughJenkinsAndReadable() throws Exception {
        JenkinsWithB2.encrypt(profile);
        WorkflowJob job = JenkinsWithB2.job("secret", "node { archiveArtifacts 'big.bin' }");
        byte[] content = JenkinsWithB2.bigFile(jenkins.jenkins, job, "big.bin", 3_000_000);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        VirtualFile file = root(run).child("big.bin");
        assertTrue(stored().get(0).endsWith("/big.bin.encrypted"), stored()::toString);
        assertEquals(content.length, file.length());
        assertNull(file.toExternalURL());
        try (InputStream in = file.open()) {
            assertArrayEquals(content, in.readAllBytes());
        }
        rangeIsRight(run, content);
    }

    @Test
    void rangesOfPlainFilesAreFetchedAlone() throws Exception {
        factory.setDirectDownloads(false);
        WorkflowJob job = JenkinsWithB2.job("plain", "node { archiveArtifacts 'big.bin' }");
        byte[] content = JenkinsWithB2.bigFile(jenkins.jenkins, job, "big.bin", 9_000_000);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        emulator.awaitIdle(10_000);
        rangeIsRight(run, content);
    }

    private void rangeIsRight(Run<?, ?> run, byte[] content) throws IOException {
        HttpURLConnection request =
                (HttpURLConnection) new URL(jenkins.getURL() + run.getUrl() + "artifact/big.bin").openConnection();
        int from = content.length - 500_000;
        request.setRequestProperty("Range", "bytes=" + from + "-" + (from + 99));
        assertEquals(206, request.getResponseCode());
        byte[] got = request.getInputStream().readAllBytes();
        assertArrayEquals(java.util.Arrays.copyOfRange(content, from, from + 100), got);
    }

    @Test
    void aStreamThatIsClosedEarlyLeavesNothingRunning() throws Exception {
        WorkflowJob job = JenkinsWithB2.job("plain", "node { archiveArtifacts 'big.bin' }");
        byte[] content = JenkinsWithB2.bigFile(jenkins.jenkins, job, "big.bin", 9_000_000);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        try (InputStream in = root(run).child("big.bin").open()) {
            assertEquals(content[0] & 0xFF, in.read());
        }
        assertTrue(emulator.awaitIdle(10_000), "the download goes on");
    }

    @Test
    void oneFileThatFailsFailsTheArchiveAndIsNamed() throws Exception {
        emulator.faults()
                .add(Fault.on("b2_upload_file")
                        .nameContains("bad.txt")
                        .times(Fault.UNLIMITED)
                        .status(400, "bad_request"));
        WorkflowJob job = JenkinsWithB2.job(
                "app", "node { " + write("good.txt", "g") + write("bad.txt", "b") + " archiveArtifacts '*.txt' }");
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("bad.txt", run);
        assertEquals(List.of(), run.getArtifacts());
    }

    @Test
    void archivePathAndWorkspacePathMayDiffer() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("maven");
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        FilePath workspace = build.getWorkspace();
        workspace.child("target/app-1.jar").write("jar", null);
        build.pickArtifactManager()
                .archive(
                        workspace,
                        jenkins.createLocalLauncher(),
                        new hudson.model.StreamBuildListener(System.err, StandardCharsets.UTF_8),
                        Map.of("org.example/app/1/app-1.jar", "target/app-1.jar"));
        assertEquals("jar", text(root(build).child("org.example/app/1/app-1.jar")));
    }

    @Test
    void severalArchivesOfABuildAddUp() throws Exception {
        WorkflowJob job = JenkinsWithB2.job(
                "app",
                "node { " + write("a.txt", "1") + write("b.txt", "1")
                        + " parallel one: { archiveArtifacts 'a.txt' }, two: { archiveArtifacts 'b.txt' }\n"
                        + write("a.txt", "2") + " archiveArtifacts 'a.txt' }");
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        assertEquals(2, run.getArtifacts().size());
        assertEquals("2", text(root(run).child("a.txt")));
    }

    @Test
    void aLinkAmongTheArtifactsStaysOne() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("links");
        FilePath workspace = jenkins.jenkins.getWorkspaceFor(job);
        workspace.child("lib/real.so.1").write("library", null);
        Path folder = Path.of(workspace.getRemote());
        Files.createSymbolicLink(folder.resolve("lib/real.so"), Path.of("real.so.1"));
        Files.createSymbolicLink(folder.resolve("other"), Path.of("lib/real.so.1"));
        job.getPublishersList().add(new ArtifactArchiver("lib/**,other"));
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        assertEquals("real.so.1", root(build).child("lib/real.so").readLink());
        assertEquals("lib/real.so.1", root(build).child("other").readLink());
        assertNull(root(build).child("lib/real.so.1").readLink());
        assertEquals("library", text(root(build).child("lib/real.so")));
    }

    @Test
    void keepsItsPlaceWhenTheJobIsRenamedAndAnotherTakesItsName() throws Exception {
        WorkflowRun run = archive("app", write("a.txt", "old"));
        run.getParent().renameTo("former");
        WorkflowRun fresh = archive("app", write("a.txt", "new"));
        jenkins.jenkins.reload();
        assertEquals("old", text(root(Run.fromExternalizableId("former#1")).child("a.txt")));
        assertEquals(
                "new",
                text(root(Run.fromExternalizableId(fresh.getExternalizableId())).child("a.txt")));
        assertEquals(2, stored().size());
    }

    @Test
    void whereTheProfileIsNotForTheJobTheNextManagerApplies() throws Exception {
        factory.setJobs("!local/**");
        MockFolder local = jenkins.createFolder("local");
        FreeStyleProject job = local.createProject(FreeStyleProject.class, "job");
        assertInstanceOf(
                StandardArtifactManager.class,
                jenkins.buildAndAssertSuccess(job).pickArtifactManager());

        factory.setJobs(null);
        profile.setAllowedJobs("other/**");
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("outside"));
        assertInstanceOf(StandardArtifactManager.class, build.pickArtifactManager());

        profile.setAllowedJobs(null);
        factory.setProfile("unknown");
        build = jenkins.buildAndAssertSuccess(build.getParent());
        assertInstanceOf(StandardArtifactManager.class, build.pickArtifactManager());
    }

    @Test
    void nothingGoesElsewhereWhileTheProfileIsDisabled() throws Exception {
        profile.setEnabled(false);
        WorkflowJob job = JenkinsWithB2.job("app", "node { " + write("a.txt", "alpha") + " archiveArtifacts 'a.txt' }");
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("The Backblaze B2 profile 'main' is disabled", run);
        assertFalse(Files.exists(run.getRootDir().toPath().resolve("archive")));
    }

    @Test
    void aProfileThatIsLostSaysSoWhereTheArtifactIsAskedFor() throws Exception {
        WorkflowRun run = archive("app", write("a.txt", "alpha"));
        VirtualFile file = root(run).child("a.txt");
        profile.setEnabled(false);
        told(file, "The Backblaze B2 profile 'main' is disabled");
        profile.setEnabled(true);
        Profile elsewhere = new Profile("main", JenkinsWithB2.KEY_ID, "another-bucket");
        BackblazeB2Configuration.get().setProfiles(List.of(elsewhere));
        told(file, "now leads to the bucket 'another-bucket'");
        BackblazeB2Configuration.get().setProfiles(List.of());
        told(file, "There is no Backblaze B2 profile 'main'");
        assertEquals(1, run.getArtifacts().size());
    }

    private static void told(VirtualFile file, String expected) {
        String told = assertThrows(IOException.class, file::open).getMessage();
        assertTrue(told.contains(expected), told);
    }

    @Test
    void whatIsGoneInB2IsTold() throws Exception {
        WorkflowRun run = archive("app", write("a.txt", "alpha"));
        emulator.faults()
                .add(Fault.on("b2_download_file_by_id").times(Fault.UNLIMITED).status(404, "not_found"));
        told(root(run).child("a.txt"), "The artifact 'a.txt' is in Backblaze B2 and can't be fetched now");
    }

    @Test
    void switchedOffWhatIsInB2StaysReadable() throws Exception {
        WorkflowRun run = archive("app", write("a.txt", "alpha"));
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().clear();
        WorkflowRun second = jenkins.buildAndAssertSuccess(run.getParent());
        jenkins.jenkins.reload();
        assertEquals(
                "alpha",
                text(root(Run.fromExternalizableId(run.getExternalizableId())).child("a.txt")));
        assertInstanceOf(
                StandardArtifactManager.class,
                Run.fromExternalizableId(second.getExternalizableId()).getArtifactManager());
    }

    @Test
    void aFileCanBeKeptAcrossARestart() throws Exception {
        VirtualFile file = root(archive("app", write("a.txt", "alpha"))).child("a.txt");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(file);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            VirtualFile again = (VirtualFile) in.readObject();
            assertEquals(file, again);
            assertEquals("alpha", text(again));
        }
    }

    @Test
    void pathsThatLeadElsewhereAreRefused() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        for (String path : List.of("../x", "a/../../x", "a//b", "/x", "a\tb", ".")) {
            assertThrows(
                    hudson.AbortException.class,
                    () -> build.pickArtifactManager()
                            .archive(
                                    build.getWorkspace(),
                                    jenkins.createLocalLauncher(),
                                    new hudson.model.StreamBuildListener(System.err, StandardCharsets.UTF_8),
                                    Map.of(path, "x")),
                    path);
        }
        assertEquals(List.of(), stored());
    }

    @Test
    void theFormKeepsWhatItShows() throws Exception {
        factory.setProfile("main");
        factory.setJobs("a/**\n!a/b");
        factory.setDirectDownloads(false);
        factory.setDeleteWithBuild(false);
        factory.setLinkMinutes(5);
        jenkins.configRoundtrip();
        B2ArtifactManagerFactory kept = (B2ArtifactManagerFactory)
                ArtifactManagerConfiguration.get().getArtifactManagerFactories().get(0);
        assertEquals(
                List.of("main", "a/**\n!a/b", false, false, 5),
                List.of(
                        kept.getProfile(),
                        kept.getJobs().replace("\r", ""),
                        kept.isDirectDownloads(),
                        kept.isDeleteWithBuild(),
                        kept.getLinkMinutes()));
    }
}
