package io.jenkins.plugins.b2.standalone;

public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
