package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Counters;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Server;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** All counters in the text format of Prometheus: one family per metric for listeners, and one for servers. */
final class MetricsText {
    private MetricsText() {}

    static void write(List<ActiveListener> listeners, OutputStream to) throws IOException {
        MetricSnapshots.Builder families = MetricSnapshots.builder();
        for (Metric metric : Metric.values()) {
            families.metricSnapshot(family(
                    "blb_listener_",
                    metric,
                    "of a listener",
                    add -> listeners.forEach(listener -> add.accept(labels(listener), listener.counters()))));
            families.metricSnapshot(family(
                    "blb_server_",
                    metric,
                    "of a server behind a listener",
                    add -> listeners.forEach(listener -> listener.current()
                            .servers()
                            .all()
                            .forEach(server -> add.accept(labels(listener, server), server.counters())))));
        }
        PrometheusTextFormatWriter.create().write(to, families.build());
    }

    private interface Points {
        void addTo(BiConsumer<Labels, Counters> points);
    }

    private static MetricSnapshot family(String prefix, Metric metric, String of, Points points) {
        String name = prefix + metric.name().toLowerCase(Locale.ROOT);
        String help = metric.shownName() + " " + of + ".";
        if (metric.isGauge()) {
            GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
            points.addTo((labels, counters) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value((double) counters.value(metric))
                    .build()));
            return gauge.build();
        }
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        points.addTo((labels, counters) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) counters.value(metric))
                .build()));
        return counter.build();
    }

    private static Labels labels(ActiveListener listener) {
        return Labels.of(
                "blb_id",
                listener.key().blbId(),
                "listener_port",
                String.valueOf(listener.key().port()),
                "protocol",
                listener.protocol().name());
    }

    private static Labels labels(ActiveListener listener, Server server) {
        return labels(listener).add("instance_id", server.instanceId());
    }
}
