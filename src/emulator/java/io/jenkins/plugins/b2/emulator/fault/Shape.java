package io.jenkins.plugins.b2.emulator.fault;

/**
 * How far away and how narrow the emulator is. Immutable.
 *
 * @param rttMillis waited once for each request and once more for each new connection
 * @param bytesPerSecondPerConnection for each connection and each direction; 0 for no limit
 * @param bytesPerSecond for all connections together and each direction; 0 for no limit
 */
public record Shape(int rttMillis, long bytesPerSecondPerConnection, long bytesPerSecond) {
    /** As fast as it goes. */
    public static final Shape NONE = new Shape(0, 0, 0);

    public Shape {
        if (rttMillis < 0) {
            throw new FieldException("rttMillis", "must not be negative");
        }
        if (bytesPerSecondPerConnection < 0) {
            throw new FieldException("bytesPerSecondPerConnection", "must not be negative");
        }
        if (bytesPerSecond < 0) {
            throw new FieldException("bytesPerSecond", "must not be negative");
        }
    }
}
