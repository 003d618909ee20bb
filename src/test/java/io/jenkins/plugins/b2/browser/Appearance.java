package io.jenkins.plugins.b2.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.darktheme.DarkThemeSystemManagerFactory;
import io.jenkins.plugins.thememanager.ThemeManagerPageDecorator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.sf.json.JSONArray;

/**
 * How pages are shown in the light and in the dark theme, on a desk and on a phone. Leaves pictures of each in
 * target/screenshots.
 */
final class Appearance {
    /** Pixels from side to side of a window on a desk, and of a phone. */
    static final int DESK = 1280;

    static final int PHONE = 390;
    private static final Path PICTURES = Path.of("target", "screenshots");
    /** Around all that is ours, and the fields of a step in a form of Jenkins. */
    private static final String OURS = "['.b2-content', '.b2-step', '.b2-step ~ *']";
    /** What Jenkins itself draws within a page of ours: its links to help are reached after all fields of a form. */
    private static final String OF_JENKINS = "['.jenkins-help-button']";

    private final Chromium browser;
    private final String axe;

    /** From now on Jenkins has the theme that the browser's system prefers. */
    Appearance(Chromium browser) throws IOException {
        this.browser = browser;
        try (InputStream script = Appearance.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        }
        ThemeManagerPageDecorator.get().setTheme(new DarkThemeSystemManagerFactory());
    }

    /**
     * Fails where the page that is open is wider than its window, has a text without a translation, lacks the
     * enforcement of Jenkins' Content Security Policy, or where axe-core finds a serious fault inside of what is ours.
     *
     * @param name of the pictures
     */
    void check(String name) throws Exception {
        assertFalse(
                browser.text("document.body").matches("(?s).*%\\p{Alpha}.*"), name + ": a text without a translation");
        assertEquals(
                true,
                browser.evaluate("fetch(document.head.dataset.rooturl + '/').then(answer =>"
                        + " answer.headers.has('Content-Security-Policy'))"),
                name + ": no policy is enforced");
        List<String> faults = new ArrayList<>();
        for (int width : new int[] {DESK, PHONE}) {
            browser.width(width);
            for (boolean dark : new boolean[] {false, true}) {
                String shown = name + (dark ? "-dark" : "") + (width == PHONE ? "-phone" : "");
                browser.dark(dark);
                browser.settle();
                browser.picture(PICTURES.resolve(shown + ".png"));
                int needed = ((Number) browser.evaluate("document.documentElement.scrollWidth")).intValue();
                assertTrue(needed <= width, shown + " is " + needed + " wide");
                faults().forEach(fault -> faults.add(shown + ": " + fault));
            }
            browser.dark(false);
        }
        browser.width(DESK);
        assertEquals("", String.join("\n", faults));
    }

    /** What axe-core finds that is serious or critical inside of what is ours: the rule, the element and what to do. */
    List<String> faults() {
        if (Boolean.FALSE.equals(browser.evaluate("'axe' in window"))) {
            browser.evaluate(axe);
        }
        Object found = browser.evaluate("axe.run({include: " + OURS + ", exclude: " + OF_JENKINS
                + "}, {resultTypes: ['violations']}).then(found => JSON.stringify("
                + "found.violations.filter(fault => ['serious', 'critical'].includes(fault.impact))"
                + ".flatMap(fault => fault.nodes.map(node => `${fault.id}: ${node.html} ${node.failureSummary}`))))");
        List<String> faults = new ArrayList<>();
        JSONArray.fromObject(found).forEach(fault -> faults.add(String.valueOf(fault)));
        return faults;
    }
}
