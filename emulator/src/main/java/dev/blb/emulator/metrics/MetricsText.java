package dev.blb.emulator.metrics;

import dev.blb.emulator.traffic.CounterLine;
import dev.blb.emulator.traffic.Metric;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** All counters in the text format of Prometheus. */
public final class MetricsText {
    /** The media type of the text. */
    public static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double MILLIS = 1000;

    private MetricsText() {}

    /**
     * The text.
     *
     * @param api requests to the emulator itself
     * @param lines the counters of listeners and servers
     */
    public static String of(ApiMetrics api, List<CounterLine> lines) {
        MetricSnapshots.Builder families = MetricSnapshots.builder();
        families.metricSnapshot(requests(api)).metricSnapshot(durations(api));
        for (Metric metric : Metric.values()) {
            families.metricSnapshot(family(
                    "blb_listener_",
                    metric,
                    "of a listener",
                    lines.stream().filter(line -> line.instanceId() == null).toList()));
            families.metricSnapshot(family(
                    "blb_server_",
                    metric,
                    "of a server behind a listener",
                    lines.stream().filter(line -> line.instanceId() != null).toList()));
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, families.build());
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written but memory", e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static MetricSnapshot requests(ApiMetrics api) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name("blb_api_requests").help("Requests to the emulator's API and routes.");
        api.requests()
                .forEach((request, count) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "operation",
                                request.operation(),
                                "status",
                                String.valueOf(request.status()),
                                "code",
                                request.code()))
                        .value((double) count.sum())
                        .build()));
        return counter.build();
    }

    private static MetricSnapshot durations(ApiMetrics api) {
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
                .name("blb_api_request_duration_seconds")
                .help("Real time from a request to its answer.");
        api.durations().forEach((operation, durations) -> {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < durations.classes().size(); i++) {
                double bound = i < ApiMetrics.BOUNDS_MILLIS.size()
                        ? ApiMetrics.BOUNDS_MILLIS.get(i) / MILLIS
                        : Double.POSITIVE_INFINITY;
                buckets.bucket(bound, durations.classes().get(i).sum());
            }
            histogram.dataPoint(HistogramDataPointSnapshot.builder()
                    .labels(Labels.of("operation", operation))
                    .classicHistogramBuckets(buckets.build())
                    .sum((double) durations.sumMillis().sum() / MILLIS)
                    .build());
        });
        return histogram.build();
    }

    private static MetricSnapshot family(String prefix, Metric metric, String of, List<CounterLine> lines) {
        String name = prefix + metric.name().toLowerCase(Locale.ROOT);
        String help = metric.shownName() + " " + of + ".";
        if (metric.isGauge()) {
            GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
            lines.forEach(line -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(labels(line))
                    .value(value(line, metric))
                    .build()));
            return gauge.build();
        }
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        lines.forEach(line -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(line))
                .value(value(line, metric))
                .build()));
        return counter.build();
    }

    private static double value(CounterLine line, Metric metric) {
        return (double) line.values().getOrDefault(metric, 0L);
    }

    private static Labels labels(CounterLine line) {
        Labels labels = Labels.of(
                "blb_id",
                line.key().blbId(),
                "listener_port",
                String.valueOf(line.key().port()),
                "protocol",
                line.protocol().name());
        String instanceId = line.instanceId();
        return instanceId == null ? labels : labels.add("instance_id", instanceId);
    }
}
