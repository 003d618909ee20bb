package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.files.Utf8Order;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listings that begin where patterns do, and jump to where they may match next, find what a walk through all finds. */
class NarrowedListingTest {
    private static final int TRIES = 400;
    private static final List<String> PARTS =
            List.of("a", "b", "ab", "a-", "a.txt", "\uD83D\uDE00", "\uD83D\uDE01x", "\uFFFDz", "");
    private static final List<String> WILD = List.of("**", "*", "?", "a*", "*.txt", "?b", "**b", "\uD83D\uDE00*");
    private static final String SUFFIX = Encryption.DEFAULT_SUFFIX;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    private final Random random = new Random(20_261_126);

    private String path(List<String> parts, int most) {
        List<String> path = new ArrayList<>();
        for (int i = random.nextInt(most); i >= 0; i--) {
            path.add(parts.get(random.nextInt(parts.size())));
        }
        return String.join("/", path);
    }

    private String pattern() {
        List<String> all = new ArrayList<>(PARTS);
        all.addAll(WILD);
        return (random.nextBoolean() ? path(PARTS, 2) + "/" : "") + path(random.nextInt(4) == 0 ? PARTS : all, 3);
    }

    private List<String> some(int most) {
        List<String> patterns = new ArrayList<>();
        for (int i = random.nextInt(most); i > 0; i--) {
            patterns.add(pattern());
        }
        return patterns;
    }

    @Test
    void findsTheSame() throws Exception {
        TreeSet<String> names = new TreeSet<>(Utf8Order.INSTANCE);
        while (names.size() < 250) {
            String name = path(PARTS, 4) + (random.nextInt(4) == 0 ? SUFFIX : "");
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        for (String name : names) {
            bench.emulator().put(EmulatorFixture.BUCKET, name, new byte[1]);
        }
        B2Session session = bench.open();
        for (int i = 0; i < TRIES; i++) {
            List<String> includes = some(4);
            List<String> excludes = some(2);
            String prefix = List.of("", "", "a", "a/", "a/b", "b/a.").get(random.nextInt(6));
            boolean versions = random.nextBoolean();
            ListRequest request = ListRequest.below(prefix)
                    .includes(includes)
                    .excludes(excludes)
                    .versions(versions)
                    .build();
            assertEquals(
                    expected(names, prefix, new Globs(includes, excludes)),
                    EmulatorFixture.names(EmulatorFixture.list(session, request)),
                    () -> prefix + " " + includes + " " + excludes);
        }
    }

    private static List<String> expected(TreeSet<String> names, String prefix, Globs globs) {
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        return names.stream()
                .filter(name -> name.startsWith(prefix))
                .filter(name -> {
                    String path = name.substring(folder.length());
                    boolean encrypted = path.endsWith(SUFFIX) && path.length() > SUFFIX.length();
                    return encrypted
                            ? globs.matchesEither(path, path.substring(0, path.length() - SUFFIX.length()))
                            : globs.matches(path);
                })
                .toList();
    }
}
