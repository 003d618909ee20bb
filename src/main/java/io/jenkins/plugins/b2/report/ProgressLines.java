package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.MarkupText;
import hudson.Util;
import hudson.console.ConsoleAnnotator;
import hudson.console.ConsoleAnnotatorFactory;
import hudson.model.Run;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Makes one line that moves of lines of progress that follow one another in a console, and leads from it to the page of the
 * build. The log itself keeps all of them.
 */
@Extension
public final class ProgressLines extends ConsoleAnnotatorFactory<Run<?, ?>> {
    private static final Pattern PROGRESS = Pattern.compile("\\[b2\\] {1,3}\\d{1,3}%  .*");

    @CheckForNull
    @Override
    public ConsoleAnnotator<Run<?, ?>> newInstance(Run<?, ?> context) {
        return context.getAction(BuildReport.class) == null ? null : new Annotator();
    }

    private static final class Annotator extends ConsoleAnnotator<Run<?, ?>> {
        private static final long serialVersionUID = 1L;

        @Override
        public ConsoleAnnotator<Run<?, ?>> annotate(Run<?, ?> context, MarkupText text) {
            Matcher progress = PROGRESS.matcher(text.getText());
            if (progress.find()) {
                StaplerRequest2 request = Stapler.getCurrentRequest2();
                String root =
                        request == null ? Util.fixNull(Jenkins.get().getRootUrl()) : request.getContextPath() + "/";
                String page = root + context.getUrl() + "backblaze-b2/";
                text.addMarkup(0, text.length(), "<span class=\"b2-progress-line\">", "</span>");
                text.addHyperlink(progress.start(), progress.end(), page);
            }
            return this;
        }
    }
}
