package io.jenkins.containerbuild.report.history;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.Browser;
import io.jenkins.containerbuild.testing.FigureCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What Chromium draws of the page. */
public class TrendPageTest {
    private static final int BUILDS = 25;
    private static Browser browser;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @BeforeClass
    public static void start() throws IOException {
        browser = Browser.start();
    }

    @AfterClass
    public static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @After
    public void nothingComplainsAndNothingIsFetched() {
        assertEquals(List.of(), browser.complaints());
        assertEquals(browser.requests().toString(), 1, browser.requests().size());
    }

    private Path open(List<HistoryRecord> records) {
        Path file = folder.getRoot().toPath().resolve("trends.html");
        TrendPage.write(Trends.of(records), file);
        browser.look(1280, 900, "light");
        browser.open(file.toUri());
        return file;
    }

    private static List<HistoryRecord> shopAndWeb() {
        List<HistoryRecord> records = new ArrayList<>(Records.upTo("registry.example/shop/web", 12));
        records.addAll(Records.upTo(Records.SHOP, BUILDS));
        return records;
    }

    private static String text(String selector) {
        return String.valueOf(browser.evaluate("document.querySelector(\"" + selector + "\").textContent"));
    }

    private static List<?> texts(String selector) {
        return (List<?>)
                browser.evaluate("[...document.querySelectorAll(\"" + selector + "\")].map(e => e.textContent)");
    }

    /** JavaScript: the ECharts instance of a chart. */
    private static String echart(String chart) {
        return "echarts.getInstanceByDom(document.querySelector('[data-chart=" + chart + "] .cbt-plot'))";
    }

    /** The figures of a series, one per build; null if unknown. */
    private static List<?> values(String chart, String series) {
        return (List<?>)
                browser.evaluate(echart(chart) + ".getOption().series.find(one => one.id === '" + series + "').data");
    }

    private static long drawn(String chart, String series) {
        return values(chart, series).stream()
                .filter(value -> value != null && Double.parseDouble(value.toString()) > 0)
                .count();
    }

    private static List<?> labels(String chart, String axis) {
        return (List<?>) browser.evaluate(echart(chart) + ".getModel().getComponent('" + axis
                + "').axis.getViewLabels().map(label => label.formattedLabel)");
    }

    /** The colour of the pixel where a build and a figure meet, as {@code red,green,blue}. */
    private static Object colour(String chart, int build, long figure) {
        return browser.evaluate("(() => { const chart = " + echart(chart)
                + ", [x, y] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [" + build + ", " + figure + "]),"
                + " copy = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');"
                + " copy.drawImage(chart.getDom().querySelector('canvas'), -Math.round(x), -Math.round(y));"
                + " return [...copy.getImageData(0, 0, 1, 1).data].slice(0, 3).join(); })()");
    }

    private static Object swatch(String chart, String series) {
        return browser.evaluate("getComputedStyle(document.querySelector('[data-chart=" + chart + "] .cbt-swatch.cbt-"
                + series + "')).backgroundColor.match(/\\d+/g).join()");
    }

    @Test
    public void sizeOfEachBuildIsDrawnAtItsHeight() {
        open(shopAndWeb());

        List<Long> application = Records.upTo(Records.SHOP, BUILDS).stream()
                .map(kept -> kept.image().applicationBytes())
                .toList();
        assertEquals(application.toString(), values("size", "application").toString());
        assertEquals(List.of("0 B", "25 MB", "50 MB", "75 MB", "100 MB"), labels("size", "yAxis"));
        long base = 51_200_000;
        long top = base + application.get(20);
        assertEquals("below the top of the base", swatch("size", "base"), colour("size", 20, base - 2_000_000));
        assertEquals("above it", swatch("size", "application"), colour("size", 20, base + 2_000_000));
        assertEquals("below the top", swatch("size", "application"), colour("size", 20, top - 2_000_000));
        assertEquals("nothing is drawn above the top", "0,0,0", colour("size", 20, top + 2_000_000));
        assertEquals("81.2 MB", text("[data-chart=size] .cbt-latest"));
        assertTrue(
                text("[data-chart=size] .cbt-delta"),
                text("[data-chart=size] .cbt-delta").endsWith(" since #24"));
    }

    @Test
    public void durationIsStackedByPhase() {
        open(shopAndWeb());

        assertEquals(
                List.of("Resolve", "Context", "Build", "Push", "Other"), texts("[data-chart=duration] .cbt-legend li"));
        assertEquals("one bar per build", BUILDS, drawn("duration", "push"));
        assertEquals("reused builds run no instruction", BUILDS - 3, drawn("duration", "build"));
        assertEquals("6300", values("duration", "build").get(17).toString());
        assertEquals(List.of("0 ms", "2 s", "4 s", "6 s", "8 s"), labels("duration", "yAxis"));
        assertEquals("the newest build is named", "#25", last(labels("duration", "xAxis")));
        assertEquals(swatch("duration", "build"), colour("duration", 17, 4_000));
    }

    private static Object last(List<?> list) {
        return list.get(list.size() - 1);
    }

    @Test
    public void contextAndCacheHaveTheirOwnUnits() {
        open(shopAndWeb());

        assertEquals(BUILDS, drawn("context", "sent"));
        assertTrue(
                labels("context", "yAxis").toString(),
                labels("context", "yAxis").contains("10 MB"));
        assertEquals(List.of("0", "2", "4", "6"), labels("cache", "yAxis"));
        assertEquals("3 of 6", text("[data-chart=cache] .cbt-latest"));
    }

    @Test
    public void anotherImageIsChosen() {
        open(shopAndWeb());
        browser.evaluate(
                "(s => { s.value = 'registry.example/shop/web'; s.dispatchEvent(new Event('change')); })(document.querySelector('select'))");

        assertEquals(12, drawn("duration", "push"));
        assertEquals(12, texts("tbody tr").size());
    }

    @Test
    public void theTableSortsAndLinks() {
        open(shopAndWeb());
        assertEquals("#25", text("tbody tr td"));
        assertEquals("descending", browser.evaluate("document.querySelectorAll('th')[1].getAttribute('aria-sort')"));
        assertEquals(
                "why, without a pointer",
                "nothing changed since build 20",
                texts("tbody .cbt-why").get(0));

        browser.evaluate("[...document.querySelectorAll('th button')].find(b => b.textContent === 'Duration').click()");
        assertEquals("the slow one", "#18", text("tbody tr td"));
        assertEquals("7.7 s", text("tbody tr td:nth-child(5)"));
        assertTrue(browser.evaluate("document.querySelector('tbody a').href")
                .toString()
                .endsWith("/18/"));
        browser.evaluate("[...document.querySelectorAll('th button')].find(b => b.textContent === 'Duration').click()");
        assertEquals("240 ms", text("tbody tr td:nth-child(5)"));
    }

    @Test
    public void pointerAndKeysShowValues() {
        open(shopAndWeb());
        browser.point("[data-chart=size] .cbt-plot", 0.97);
        browser.await("document.querySelectorAll('[data-chart=size] .cbt-tip-value').length === 3");
        assertEquals(List.of("51.2 MB", "30.0 MB", "81.2 MB"), texts("[data-chart=size] .cbt-tip-value"));
        assertTrue(
                text("[data-chart=size] .cbt-tip-title"),
                text("[data-chart=size] .cbt-tip-title").startsWith("#25 · Nov 2, 2026"));
        assertTrue(
                "the same build in the other charts",
                text("[data-chart=duration] .cbt-tip-title").startsWith("#25"));

        browser.evaluate("document.querySelector('[data-chart=duration] .cbt-plot').focus()");
        browser.press("Home");
        browser.press("ArrowRight");
        assertEquals(
                "Build #2: Resolve 120 ms, Context 80 ms, Build 700 ms, Push 650 ms, Other 550 ms, Total 2.1 s",
                browser.evaluate(
                        "document.querySelector('[data-chart=duration] .cbt-plot').getAttribute('aria-valuetext')"));
        browser.await("document.querySelector('[data-chart=duration] .cbt-tip-title').textContent.startsWith('#2 ')");
        browser.press("Escape");
        browser.await("getComputedStyle(document.querySelector('[data-chart=duration] .cbt-tip')).opacity === '0'");
    }

    @Test
    public void ctrlAndWheelZoom() {
        open(shopAndWeb());
        browser.turnWheelWithCtrl("[data-chart=size] .cbt-plot", -300);
        browser.await(echart("duration") + ".getOption().dataZoom[0].start > 0");
    }

    @Test
    public void figuresReadAsJavaWritesThem() {
        open(List.of());
        List<Long> numbers = new ArrayList<>(FigureCases.numbers(11));
        numbers.addAll(FigureCases.BYTES.keySet());
        numbers.addAll(FigureCases.DURATIONS.keySet());

        assertEquals(
                numbers.stream().map(Figures::bytes).toList(),
                browser.evaluate(numbers + ".map(containerBuild.bytes)"));
        assertEquals(
                numbers.stream().map(Figures::duration).toList(),
                browser.evaluate(numbers + ".map(containerBuild.time)"));
    }

    @Test
    public void namesThatAreMarkupStayText() {
        String image = "</script><img src=x onerror=\"document.title='broken'\"><!--<script>";
        HistoryRecord kept = Records.of(image, 1);
        HistoryRecord hostile = new HistoryRecord(
                kept.when(),
                new HistoryRecord.Build("<b>1</b>", "javascript:document.title='broken'"),
                kept.image(),
                kept.millis(),
                kept.phases(),
                kept.context(),
                kept.outcomes(),
                "</script><script>document.title='broken'</script>",
                new BuildReport.BuilderUsed("<i>", "\u2028"),
                null,
                kept.findings());
        Path file = open(List.of(hostile));

        assertEquals("Container builds", browser.evaluate("document.title"));
        assertEquals(image, text(".cbt-image"));
        assertEquals("<b>1</b>", text("tbody td"));
        assertEquals(
                "0",
                browser.evaluate("document.querySelectorAll('img, tbody a, tbody b, i').length")
                        .toString());
        assertEquals(
                "javascript is no link",
                "3",
                browser.evaluate("document.querySelectorAll('script').length").toString());
        assertFalse(contents(file).contains("<img src=x"));
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void noneOneAndAThousandBuilds() throws IOException {
        open(List.of());
        assertEquals(Collections.nCopies(5, "No data yet"), texts(".cbt-empty"));

        open(Records.upTo(Records.SHOP, 1));
        assertEquals(
                "a bar, since one point is no area",
                "bar",
                browser.evaluate(echart("size") + ".getOption().series[0].type"));
        assertEquals("", text("[data-chart=size] .cbt-delta"));

        open(Records.upTo(Records.SHOP, 1_000));
        assertEquals("the last hundred by default", 100, drawn("duration", "push"));
        assertEquals(50, texts("tbody tr").size());
        browser.evaluate(
                "(s => { s.value = 'Infinity'; s.dispatchEvent(new Event('change')); })(document.querySelector('select'))");
        assertEquals(1_000, drawn("duration", "push"));
        browser.screenshot(Path.of("target", "screenshots", "trends-1000.png"));
        browser.evaluate("document.querySelector('.cbt-table-region + button').click()");
        assertEquals(1_000, texts("tbody tr").size());
    }

    /** Those of a terminal. */
    @Test
    public void buildsWithoutANumberGoByTheirTime() {
        List<HistoryRecord> records = new ArrayList<>();
        for (HistoryRecord kept : Records.upTo(Records.SHOP, 3)) {
            records.add(new HistoryRecord(
                    kept.when(),
                    HistoryRecord.Build.NONE,
                    kept.image(),
                    kept.millis(),
                    kept.phases(),
                    kept.context(),
                    kept.outcomes(),
                    "",
                    kept.builder(),
                    null,
                    kept.findings()));
        }
        open(records);

        assertEquals("12:30", last(labels("size", "xAxis")).toString().substring(0, 5));
        assertEquals("Started", text("th button"));
    }

    @Test
    public void unknownFiguresLeaveAGap() {
        List<HistoryRecord> records = new ArrayList<>(Records.upTo(Records.SHOP, 6));
        HistoryRecord third = records.get(2);
        HistoryRecord.Image inEngine = new HistoryRecord.Image(
                Records.SHOP, List.of("3"), third.image().digest(), -1, -1, -1);
        records.set(
                2,
                new HistoryRecord(
                        third.when(),
                        third.build(),
                        inEngine,
                        third.millis(),
                        Map.of(),
                        third.context(),
                        third.outcomes(),
                        "",
                        third.builder(),
                        null,
                        third.findings()));
        open(records);

        assertEquals(
                "only the third is unknown",
                List.of(false, false, true, false, false, false),
                values("size", "base").stream().map(Objects::isNull).toList());
        assertEquals("", text("tbody tr:nth-child(4) td:nth-child(3)"));
    }

    @Test
    public void theDownloadsAreTheFigures() throws Exception {
        open(shopAndWeb());
        String csv = browser.evaluate(
                        "(async () => { const a = [...document.querySelectorAll('a[download]')].find(a => a.textContent === 'CSV');"
                                + " a.addEventListener('click', e => e.preventDefault()); a.click(); return a.href.slice(0, 5) + JSON.parse(document.getElementById('trends-csv').textContent); })()")
                .toString();

        assertEquals("blob:" + Trends.of(shopAndWeb()).toCsv(), csv);
    }

    /** Also takes the pictures that people look at. */
    @Test
    public void itFitsADesktopAndAPhoneInLightAndDark() throws IOException {
        open(shopAndWeb());
        Path pictures = Path.of("target", "screenshots");
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {1280, 390}) {
                browser.look(width, 900, scheme);
                browser.look(
                        width,
                        Integer.parseInt(browser.evaluate("document.documentElement.scrollHeight")
                                .toString()),
                        scheme);
                browser.point("[data-chart=duration] .cbt-plot", 0.6);
                browser.evaluate("scrollTo(0, 0)");
                browser.screenshot(pictures.resolve("trends-" + scheme + "-" + width + ".png"));
                assertEquals(
                        "nothing sticks out at " + width,
                        Integer.toString(width),
                        browser.evaluate("document.documentElement.scrollWidth").toString());
            }
        }
        for (String scheme : List.of("light", "dark")) {
            browser.look(1000, 490, scheme);
            browser.screenshot(pictures.resolve("trends-" + scheme + ".png"));
        }
        String dark = browser.evaluate("getComputedStyle(document.body).backgroundColor")
                .toString();
        assertEquals("rgb(20, 21, 27)", dark);
    }
}
