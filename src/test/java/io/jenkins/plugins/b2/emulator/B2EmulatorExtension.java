package io.jenkins.plugins.b2.emulator;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests an emulator and closes it: one for each test with {@code @ExtendWith} or {@link #perTest}, one for the
 * class with {@link #perClass} in a static field. A test that leaves requests in flight fails.
 */
public final class B2EmulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    /** The bucket that every emulator of this extension has. */
    public static final String BUCKET = "bucket-1";

    private static final long GRACE_MILLIS = 10_000;

    private final boolean perClass;
    private B2Emulator emulator;

    public B2EmulatorExtension() {
        this(false);
    }

    private B2EmulatorExtension(boolean perClass) {
        this.perClass = perClass;
    }

    public static B2EmulatorExtension perTest() {
        return new B2EmulatorExtension(false);
    }

    public static B2EmulatorExtension perClass() {
        return new B2EmulatorExtension(true);
    }

    /** The running emulator. */
    public B2Emulator emulator() {
        return emulator;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (perClass) {
            emulator = B2Emulator.builder().bucket(BUCKET).start();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (!perClass) {
            emulator = B2Emulator.builder().bucket(BUCKET).start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        boolean idle = emulator.awaitIdle(GRACE_MILLIS);
        EmulatorState state = emulator.state();
        emulator.faults().clear();
        emulator.hostileAnswers().clear();
        if (!perClass) {
            emulator.close();
        }
        if (!idle) {
            throw new AssertionError("requests are still in flight after the test: " + state);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (perClass) {
            emulator.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == B2Emulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return emulator;
    }
}
