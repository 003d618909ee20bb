package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.transfer.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The story of a folder that goes to B2 and comes back. Every command in it is really run, with real HTTP. */
final class Demo {
    private static final String PASSPHRASE = "correct horse battery staple";

    private final int largeFile;
    private final DemoStage stage;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** @param largeFile bytes of the largest file; the demo is as long as it takes */
    Demo(CommandContext invocation, int largeFile) {
        this.largeFile = largeFile;
        this.stage = new DemoStage(invocation);
    }

    void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("b2-demo-");
        try (B2Emulator emulator = B2Emulator.builder()
                .bucket("my-backups")
                .dataFolder(home.resolve("b2"))
                .start()) {
            tell(emulator, home);
        } finally {
            DemoFolder.delete(home);
        }
        if (!problems.isEmpty()) {
            throw new IOException("The demo did not go as it should: " + String.join("; ", problems));
        }
    }

    private void tell(B2Emulator emulator, Path home) throws IOException, InterruptedException {
        stage.text(
                "This is b2j: it keeps files in Backblaze B2. The demo needs no account and no",
                "network: it runs a B2 of its own on this machine, and removes it at the end.");
        connect(emulator);
        Path photos = home.resolve("photos");
        DemoFolder folder = pack(photos);
        upload(photos, folder.count());
        look();
        Path restored = home.resolve("restored");
        restore(photos, restored);
        tryWrongPassphrase(home.resolve("stolen"));
        cleanUp(emulator);
        stage.heading("What happened");
        stage.text(
                ByteSize.format(folder.bytes()) + " in " + folder.count()
                        + " files left this folder encrypted, lay in B2 where nobody",
                "without the passphrase can read them, came back byte for byte, and are gone.",
                "With your own bucket and key, the same commands work against Backblaze:",
                "set B2_BUCKET, B2_APPLICATION_KEY_ID and B2_APPLICATION_KEY, and leave",
                "B2_REALM unset.");
    }

    private void connect(B2Emulator emulator) {
        stage.heading("1. Which bucket, and with which key");
        set(CommandContext.REALM, emulator.realm(), emulator.realm());
        set(CommandContext.BUCKET, "my-backups", "my-backups");
        set(CommandContext.KEY_ID, emulator.applicationKeyId(), emulator.applicationKeyId());
        set(CommandContext.KEY, emulator.applicationKey(), "'***'");
        set(CommandContext.PASSPHRASE, PASSPHRASE, "'" + PASSPHRASE + "'");
        expect("the connection test", ExitCodes.DONE, b2("test-connection", "--probe", "write"));
    }

    private void set(String variable, String value, String shown) {
        environment.put(variable, value);
        stage.command("export " + variable + "=" + shown);
    }

    private DemoFolder pack(Path photos) throws IOException, InterruptedException {
        stage.heading("2. A folder worth keeping");
        DemoFolder folder = DemoFolder.fill(photos, largeFile);
        stage.text(
                folder.count() + " files, " + ByteSize.format(folder.bytes())
                        + ", one of them large, some with names such as",
                "\"100% yes & no?.txt\" or \" spaces around .txt\".");
        stage.command("cd " + photos.getParent());
        return folder;
    }

    private void upload(Path photos, int count) {
        stage.heading("3. Upload it, encrypted before it leaves");
        String[] shown = {"upload", "photos", "--prefix", "photos/", "--encrypt", "--max-bandwidth", "25MB/s"};
        expect("the upload", ExitCodes.DONE, b2(shown, "photos", photos));
        stage.heading("4. Upload it again: what has not changed stays where it is");
        String[] again = {"upload", "photos", "--prefix", "photos/", "--encrypt", "--skip-unchanged"};
        expect("the second upload of " + count + " files", ExitCodes.DONE, b2(again, "photos", photos));
    }

    private void look() {
        stage.heading("5. See what is there");
        expect(
                "the listing",
                ExitCodes.DONE,
                b2("list", "--prefix", "photos/", "--include", "*", "--include", "letters/*"));
        expect("the usage", ExitCodes.DONE, b2("info", "--usage"));
    }

    private void restore(Path photos, Path restored) throws IOException, InterruptedException {
        stage.heading("6. Get it back");
        String[] shown = {"download", "--prefix", "photos/", "--dir", "restored", "--max-bandwidth", "30MB/s"};
        expect("the download", ExitCodes.DONE, b2(shown, "restored", restored));
        Map<String, String> before = DemoFolder.hashes(photos);
        Map<String, String> after = DemoFolder.hashes(restored);
        long same = before.entrySet().stream()
                .filter(file -> file.getValue().equals(after.get(file.getKey())))
                .count();
        expect("the comparison", before.size(), after.equals(before) ? before.size() : -1);
        stage.good("Compared by SHA-256: " + same + " of " + before.size() + " files are the same.");
    }

    private void tryWrongPassphrase(Path stolen) {
        stage.heading("7. Somebody with the key but without the passphrase");
        environment.put(CommandContext.PASSPHRASE, "open sesame");
        stage.command("export " + CommandContext.PASSPHRASE + "='open sesame'");
        String[] shown = {"download", "photos/holiday.mp4.encrypted", "stolen/holiday.mp4"};
        int code = b2(shown, "stolen/holiday.mp4", stolen.resolve("holiday.mp4"));
        expect("the wrong passphrase", ExitCodes.INTEGRITY, code);
        boolean nothing = !Files.exists(stolen.resolve("holiday.mp4"));
        expect("no file without the passphrase", 1, nothing ? 1 : 0);
        stage.good("Refused with exit code " + code + ", and not a byte was left behind.");
    }

    private void cleanUp(B2Emulator emulator) {
        stage.heading("8. Delete it");
        expect("the deletion", ExitCodes.DONE, b2("delete", "--prefix", "photos/", "--all-versions"));
        int left = emulator.files("my-backups").size();
        expect("files left", 0, left);
        stage.good("Files left in the bucket: " + left + ".");
    }

    private int b2(String... args) {
        stage.command(DemoStage.typed(args));
        return Main.run(args, stage.invocation(environment));
    }

    /** Runs it with the real place of what is shown relative to the folder that was changed to. */
    private int b2(String[] shown, String relative, Path real) {
        stage.command(DemoStage.typed(shown));
        String[] args = shown.clone();
        for (int i = 0; i < args.length; i++) {
            args[i] = args[i].equals(relative) ? real.toString() : args[i];
        }
        return Main.run(args, stage.invocation(environment));
    }

    private void expect(String what, int wanted, int found) {
        if (wanted != found) {
            problems.add(what + " gave " + found + " instead of " + wanted);
        }
    }
}
