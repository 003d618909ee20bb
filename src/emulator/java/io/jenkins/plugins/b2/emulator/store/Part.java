package io.jenkins.plugins.b2.emulator.store;

/** A part of an unfinished large file: {@code number} from 1, {@code timestamp} in milliseconds since 1970. */
public record Part(int number, long timestamp, StoredContent content) {}
