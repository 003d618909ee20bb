package io.jenkins.plugins.b2.monitor;

/**
 * What is wrong with a profile, or will be soon.
 *
 * @param profile its name
 * @param message what was found and what to do, in the words of a connection test
 */
public record Problem(String profile, String message) {
    public String getProfile() {
        return profile;
    }

    public String getMessage() {
        return message;
    }
}
