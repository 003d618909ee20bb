package io.jenkins.plugins.b2.progress;

import java.io.IOException;
import java.util.List;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * What a page that shows transfers is told when it asks. In the form of {@link hudson.util.HttpResponses#okJSON}, but put
 * together from texts: that one copies what it is given several times over, and this is asked for several times a second.
 *
 * @param running whether to ask again
 * @param version grows when what the page shows beside the transfers has changed
 * @param transfers objects, see {@link ActiveTransfer#json}
 * @param more what else the page wants to know
 */
public record LiveAnswer(boolean running, long version, List<String> transfers, JSONObject more)
        implements HttpResponse {
    public LiveAnswer(boolean running, long version, List<String> transfers) {
        this(running, version, transfers, new JSONObject());
    }

    /** An object with the fields of another, which has none of the same name. */
    public static String join(String object, JSONObject more) {
        return more.isEmpty()
                ? object
                : object.substring(0, object.length() - 1) + ","
                        + more.toString().substring(1);
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node) throws IOException {
        String answer = "{\"running\":" + running + ",\"version\":" + version + ",\"next\":"
                + ActiveTransfers.get().pace().next() + ",\"transfers\":[" + String.join(",", transfers) + "]}";
        response.setContentType("application/json;charset=UTF-8");
        response.getWriter().print("{\"status\":\"ok\",\"data\":" + join(answer, more) + "}");
    }
}
