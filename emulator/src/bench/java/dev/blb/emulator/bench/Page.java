package dev.blb.emulator.bench;

import java.util.List;
import java.util.Map;

/** The figures as one page of HTML that needs nothing else: the table of goals, then bars for each row and series. */
final class Page {
    private static final List<String> COLOURS = List.of("#2f6db3", "#d98032", "#4d9a57", "#8a5fa8");
    private static final int LABEL = 230;
    private static final int WIDTH = 520;
    private static final int BAR = 16;

    private Page() {}

    static String html(Figures figures, List<Goal.Line> lines) {
        StringBuilder page = new StringBuilder("""
                <!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>BLB emulator: benchmark</title>
                <style>
                body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
                table { border-collapse: collapse } td, th { padding: .15em .8em .15em 0; text-align: left }
                td.n { text-align: right } .below { color: #b00020; font-weight: bold } .goal { color: #23713a }
                svg text { font: 12px system-ui, sans-serif; fill: #222 } h2 { margin-top: 2em }
                </style><h1>BLB emulator: benchmark</h1>
                """);
        page.append("<table>");
        figures.facts()
                .forEach((name, value) -> page.append("<tr><td>")
                        .append(text(name))
                        .append("<td>")
                        .append(text(value)));
        page.append(
                "</table><h2>Goals</h2><table><tr><th>measure<th>against, or unit<th>measured<th>floor<th>goal<th>");
        for (Goal.Line line : lines) {
            String verdict = line.verdict().replace("*", "");
            page.append("<tr><td>%s<td>%s<td class=n>%s<td class=n>%s<td class=n>%s<td class=\"%s\">%s"
                    .formatted(
                            text(line.measure()),
                            text(line.against()),
                            Goal.text(line.value()),
                            text(line.bound(line.floor())),
                            text(line.bound(line.goal())),
                            verdict.substring(0, verdict.indexOf(' ')),
                            verdict));
        }
        page.append("</table>");
        figures.tables().forEach((title, rows) -> page.append(plot(title, rows)));
        return page.append("</html>\n").toString();
    }

    /** Bars of the medians, with a thin line from the least to the greatest sample. */
    private static String plot(String title, Map<String, Map<String, List<Double>>> rows) {
        List<String> series = rows.values().stream()
                .flatMap(row -> row.keySet().stream())
                .distinct()
                .toList();
        double most = rows.values().stream()
                .flatMap(row -> row.values().stream())
                .mapToDouble(Figures::median)
                .max()
                .orElse(1);
        StringBuilder bars = new StringBuilder();
        int y = BAR + 8;
        for (int i = 0; i < series.size(); i++) {
            bars.append("<rect x='%d' y='2' width='10' height='10' fill='%s'/><text x='%d' y='12'>%s</text>"
                    .formatted(LABEL + 110 * i, colour(i), LABEL + 110 * i + 14, text(series.get(i))));
        }
        for (var row : rows.entrySet()) {
            bars.append(
                    "<text x='%d' y='%d' text-anchor='end'>%s</text>".formatted(LABEL - 8, y + 12, text(row.getKey())));
            for (var samples : row.getValue().entrySet()) {
                double median = Figures.median(samples.getValue());
                double least =
                        samples.getValue().stream().mapToDouble(x -> x).min().orElse(median);
                double greatest =
                        samples.getValue().stream().mapToDouble(x -> x).max().orElse(median);
                int end = LABEL + width(median, most);
                bars.append("<rect x='%d' y='%d' width='%d' height='%d' fill='%s'/>"
                        .formatted(LABEL, y, width(median, most), BAR - 2, colour(series.indexOf(samples.getKey()))));
                bars.append("<line x1='%d' x2='%d' y1='%3$d' y2='%3$d' stroke='#222'/>"
                        .formatted(LABEL + width(least, most), LABEL + width(greatest, most), y + BAR / 2 - 1));
                bars.append("<text x='%d' y='%d'>%s</text>"
                        .formatted(Math.max(end, LABEL + width(greatest, most)) + 6, y + 12, Goal.text(median)));
                y += BAR;
            }
            y += 6;
        }
        return "<h2>%s</h2><svg width='%d' height='%d' role='img'>%s</svg>\n"
                .formatted(text(title), LABEL + WIDTH + 120, y, bars);
    }

    private static int width(double value, double most) {
        return (int) Math.max(1, Math.min(value / most, 1.05) * WIDTH);
    }

    private static String colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }

    private static String text(String raw) {
        return raw.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
    }
}
