package io.jenkins.plugins.b2.tracing;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the plugin opentelemetry sends what it traces in tests. */
public final class SpansInMemory implements ConfigurableSpanExporterProvider, SpanExporter {
    private static final List<SpanData> SPANS = new CopyOnWriteArrayList<>();

    static List<SpanData> named(String name) {
        return SPANS.stream().filter(span -> span.getName().equals(name)).toList();
    }

    @Override
    public SpanExporter createExporter(ConfigProperties configuration) {
        return this;
    }

    @Override
    public String getName() {
        return "testing";
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        SPANS.addAll(spans);
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
