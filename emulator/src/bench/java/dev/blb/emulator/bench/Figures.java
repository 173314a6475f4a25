package dev.blb.emulator.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What was measured: tables of rows, each with series of samples, one sample for each round. */
final class Figures {
    private final Map<String, Map<String, Map<String, List<Double>>>> tables = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();

    /** Notes something that is no figure: the machine, its load, what was left out. */
    void fact(String name, String value) {
        facts.put(name, value);
    }

    Map<String, String> facts() {
        return facts;
    }

    Map<String, Map<String, Map<String, List<Double>>>> tables() {
        return tables;
    }

    void add(String table, String row, String series, double sample) {
        tables.computeIfAbsent(table, key -> new LinkedHashMap<>())
                .computeIfAbsent(row, key -> new LinkedHashMap<>())
                .computeIfAbsent(series, key -> new ArrayList<>())
                .add(sample);
    }

    /** The samples, none if that was not measured. */
    List<Double> samples(String table, String row, String series) {
        return tables.getOrDefault(table, Map.of()).getOrDefault(row, Map.of()).getOrDefault(series, List.of());
    }

    /** The median of the samples; NaN if there are none. */
    double median(String table, String row, String series) {
        return median(samples(table, row, series));
    }

    /** The median over the rounds of one series through the other in the same round; NaN if there is none. */
    double ratio(List<Double> over, List<Double> under) {
        return median(IntStream.range(0, Math.min(over.size(), under.size()))
                .mapToObj(round -> over.get(round) / under.get(round))
                .toList());
    }

    static double median(List<Double> samples) {
        List<Double> sorted = samples.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    void write(Path json) throws IOException {
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(json.toFile(), Map.of("facts", facts, "samples", tables));
    }
}
