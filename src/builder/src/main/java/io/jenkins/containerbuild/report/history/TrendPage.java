package io.jenkins.containerbuild.report.history;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.publish.AtomicFile;
import io.jenkins.containerbuild.report.ReportFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Writes trends as one self-contained HTML page: scripts, styles and data are embedded, and nothing is downloaded. The
 * content security policy allows only the embedded scripts, by their hash, so markup in an image name cannot run a
 * script.
 */
public final class TrendPage {
    private static final String TEMPLATE = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{script-hash}'; style-src '{style-hash}'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title>Container builds</title>
        <style>{style}</style>
        </head>
        <body>
        <h1>Container builds</h1>
        <p class="made">{summary}</p>
        <div class="container-build-trends" data-trends-from="trends" data-csv-from="trends-csv"></div>
        <noscript><p>The charts are drawn by a script, which this browser does not run.</p></noscript>
        <script type="application/json" id="trends">{trends}</script>
        <script type="application/json" id="trends-csv">{csv}</script>
        <script>{script}</script>
        </body>
        </html>
        """;

    /** The library that draws the charts. In Jenkins, the plugin echarts-api provides this library. */
    static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";

    /** The scripts in loading order. In Jenkins, each script loads the scripts that it needs. */
    static final List<String> SCRIPTS =
            List.of("figures.js", "builds.js", "elements.js", "chart.js", "table.js", "charts.js");

    static final List<String> STYLES = List.of("look.css", "charts.css");

    private TrendPage() {}

    /** Writes the page completely or not at all. Throws {@link ServiceException} if the file cannot be written. */
    public static void write(Trends trends, Path name) {
        try (AtomicFile file = new AtomicFile(name)) {
            file.out().write(html(trends).getBytes(StandardCharsets.UTF_8));
            file.commit();
        } catch (IOException e) {
            throw ReportFiles.failure(name, e);
        }
    }

    static String html(Trends trends) {
        String script = resource(ECHARTS) + "\n" + resources(SCRIPTS);
        String style = resource("page.css") + resources(STYLES);
        return fill(Map.of(
                "script-hash", hash(script),
                "style-hash", hash(style),
                "style", style,
                "script", script,
                "summary", summary(trends),
                "trends", inScript(trends.toJson().toString()),
                "csv", inScript(quoted(trends.toCsv()))));
    }

    /** Replaces the placeholders in one pass, so that braces in the values are not replaced. */
    private static String fill(Map<String, String> values) {
        StringBuilder page = new StringBuilder();
        int at = 0;
        for (int open = TEMPLATE.indexOf('{'); open >= 0; open = TEMPLATE.indexOf('{', at)) {
            int close = TEMPLATE.indexOf('}', open);
            page.append(TEMPLATE, at, open).append(values.get(TEMPLATE.substring(open + 1, close)));
            at = close + 1;
        }
        return page.append(TEMPLATE, at, TEMPLATE.length()).toString();
    }

    private static String summary(Trends trends) {
        int builds = trends.records().size();
        int images = trends.images().size();
        if (builds == 0) {
            return "No build has been recorded yet: container-build build --history DIR records one.";
        }
        return builds + (builds == 1 ? " build of " : " builds of ") + images + (images == 1 ? " image" : " images")
                + ", the last on "
                + trends.records().get(builds - 1).when().toString().substring(0, 10);
    }

    /** Escapes JSON so that it can neither end the script element nor start a comment in it. */
    private static String inScript(String json) {
        return json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e");
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resources(List<String> names) {
        StringBuilder all = new StringBuilder();
        names.forEach(name -> all.append(resource(name)));
        return all.toString();
    }

    private static String resource(String name) {
        try (InputStream in = TrendPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
